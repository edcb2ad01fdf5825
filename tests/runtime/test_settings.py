"""Settings come from the environment, and a wrong one is told in a sentence that names it and keeps secrets."""

from __future__ import annotations

import base64

import pytest

from bot.settings import SettingsError, read_settings
from bot.storage import SqliteStore
from bot.storage.postgres import PostgresStore

KEY = base64.b64encode(b"k" * 32).decode()


def test_nothing_set_is_enough_for_the_terminal() -> None:
    settings = read_settings({})
    assert settings.telegram_bot_token is None
    assert settings.database_url.get_secret_value() == "sqlite:///kith.db"
    assert isinstance(settings.store(), SqliteStore)
    assert settings.port == 8080


def test_secrets_do_not_appear_in_a_repr() -> None:
    given = {"TELEGRAM_BOT_TOKEN": "1:hush", "KITH_SECRET_KEY": KEY, "KITH_WEBHOOK_SECRET": "hush"}
    shown = repr(read_settings(given))
    assert "hush" not in shown
    assert KEY not in shown


def test_kiths_own_database_name_comes_before_the_platforms() -> None:
    settings = read_settings({"KITH_DATABASE_URL": "sqlite:////srv/kith.db", "DATABASE_URL": "postgres://x"})
    assert settings.database_url.get_secret_value() == "sqlite:////srv/kith.db"


@pytest.mark.parametrize("address", ["postgres://u:p@host:5432/db", "postgresql://u:p@host/db?sslmode=require"])
def test_a_platforms_postgresql_is_used_as_it_comes(address: str) -> None:
    assert isinstance(read_settings({"DATABASE_URL": address, "KITH_SECRET_KEY": KEY}).store(), PostgresStore)


def test_a_new_secret_key_goes_before_the_old_one() -> None:
    new = base64.urlsafe_b64encode(b"n" * 32).decode().rstrip("=")
    assert read_settings({"KITH_SECRET_KEY": f"{new}, {KEY}"}).secret_keys == [b"n" * 32, b"k" * 32]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "nonsense"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("KITH_DATABASE_URL", "mysql://user:hunter2@host/db"),
        ("DATABASE_URL", "mysql://user:hunter2@host/db"),
        ("KITH_SECRET_KEY", "c2hvcnQ="),
        ("KITH_SECRET_KEY", f"{KEY},c2hvcnQ="),
        ("KITH_SECRET_KEY", f"{KEY},"),
        ("KITH_DATABASE_URL", "sqlite:///:memory:"),
        ("KITH_CONTENT", "/no/such/folder"),
        ("KITH_LOCALES", "/no/such/folder"),
        ("KITH_WEBHOOK_URL", "kith.example.org"),
        ("KITH_WEBHOOK_URL", "https://kith.example.org/{x"),
        ("KITH_WEBHOOK_URL", "https://[::1/x"),
        ("KITH_WEBHOOK_SECRET", "with spaces"),
        ("PORT", "many"),
        ("PORT", "70000"),
        ("KITH_LANGUAGE", "English please"),
        ("KITH_ONLINE_GEOCODER", "google"),
        ("KITH_HIDE_UNCONFIRMED", "perhaps"),
        ("KITH_TAKE_OVER", "perhaps"),
        ("KITH_METRICS_TOKEN", "short"),
        ("KITH_METRICS_TOKEN", "hunter2 and some spaces"),
        ("KITH_MESSAGES_A_SECOND", "0"),
        ("KITH_MESSAGES_A_SECOND", "fast"),
        ("KITH_FLOOD", "-1"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings({name: value})
    sentence = str(raised.value)
    assert sentence.startswith(f"{name} ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "hunter2" not in sentence
    assert "write" in sentence


def test_an_empty_setting_counts_as_left_out() -> None:
    assert read_settings({"TELEGRAM_BOT_TOKEN": "", "PORT": " "}).telegram_bot_token is None


def test_the_web_server_runs_for_a_webhook_or_where_a_port_is_set() -> None:
    assert read_settings({}).web_port is None
    assert read_settings({"PORT": "9000"}).web_port == 9000
    assert read_settings({"KITH_WEBHOOK_URL": "https://kith.example.org/x"}).web_port == 8080


def test_telegrams_own_pace_is_kept_at_telegrams_own_address() -> None:
    assert read_settings({}).pace == 30
    assert read_settings({"TELEGRAM_API_URL": "http://127.0.0.1:8081"}).pace is None
    assert read_settings({"KITH_MESSAGES_A_SECOND": "500"}).pace == 500
