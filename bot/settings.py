"""Every setting, from the environment, checked before anything starts.

A wrong or missing setting is told in one plain sentence that names the variable and what to write. The values of
secrets never appear in such a sentence, nor in a repr.
"""

from __future__ import annotations

import base64
import gc
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

if TYPE_CHECKING:
    from bot.conversation import Kith
    from bot.storage import Store

PACKAGE = Path(__file__).parent

TELEGRAM = "https://api.telegram.org"
TELEGRAM_TAKES = 30.0
"""Messages a second from one bot (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits)."""
COLLECT_AFTER = 5000
"""So many objects more than there were, and the garbage collector looks for those that hold only one another."""

WHAT_TO_WRITE = {
    "TELEGRAM_BOT_TOKEN": "write the token that BotFather gave you, such as 123456:ABC-DEF",
    "TELEGRAM_API_URL": "write an address such as https://api.telegram.org",
    "KITH_DATABASE_URL": "write sqlite:///kith.db, sqlite:////var/lib/kith/kith.db for a full path, or postgres://…",
    "KITH_SECRET_KEY": "write 32 random bytes in base64, for example from: openssl rand -base64 32; "
    "to change it, write the new one, a comma and the old one",
    "KITH_CONTENT": "write the path of a folder that exists",
    "KITH_LOCALES": "write the path of a folder that exists",
    "KITH_WEBHOOK_URL": "write an https address that Telegram can reach, such as https://kith.example.org/telegram",
    "KITH_WEBHOOK_SECRET": "write 1 to 256 letters, digits, _ or -",
    "PORT": "write a number from 1 to 65535",
    "KITH_LANGUAGE": "write a language code such as en or cy",
    "KITH_ONLINE_GEOCODER": "write nominatim or photon, or leave it out",
    "KITH_HIDE_UNCONFIRMED": "write yes or no",
    "KITH_TAKE_OVER": "write yes or no",
    "KITH_METRICS_TOKEN": "write at least 16 letters, digits, _ or -",
    "KITH_MESSAGES_A_SECOND": "write how many messages a second Telegram takes from this bot, such as 30",
    "KITH_FLOOD": "write how many messages at once from one chat are too many, such as 60, or 0 for no limit",
    "KITH_OPEN_REFERRAL": "write yes or no",
}


class SettingsError(Exception):
    """A setting is missing or wrong. Its text is one plain sentence."""


def beside_or_shipped(folder: str) -> Path:
    """Where a folder of files is: beside the package in a working copy, inside it in an installed wheel."""
    shipped = PACKAGE / "shipped" / folder
    return shipped if shipped.is_dir() else PACKAGE.parent / folder


class Settings(BaseSettings):
    """What the operator has chosen. Made by `read_settings`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    telegram_bot_token: SecretStr | None = Field(None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_api_url: str = Field(TELEGRAM, validation_alias="TELEGRAM_API_URL")
    database_url: SecretStr = Field(
        SecretStr("sqlite:///kith.db"), validation_alias=AliasChoices("KITH_DATABASE_URL", "DATABASE_URL")
    )
    secret_key: SecretStr | None = Field(None, validation_alias="KITH_SECRET_KEY")
    content: Path = Field(default_factory=lambda: beside_or_shipped("content"), validation_alias="KITH_CONTENT")
    locales: Path = Field(default_factory=lambda: beside_or_shipped("locales"), validation_alias="KITH_LOCALES")
    webhook_url: str | None = Field(None, validation_alias="KITH_WEBHOOK_URL")
    webhook_secret: SecretStr | None = Field(None, validation_alias="KITH_WEBHOOK_SECRET")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(8080, validation_alias="PORT")
    language: str | None = Field(None, validation_alias="KITH_LANGUAGE")
    online_geocoder: Literal["nominatim", "photon"] | None = Field(None, validation_alias="KITH_ONLINE_GEOCODER")
    hide_unconfirmed: bool = Field(False, validation_alias="KITH_HIDE_UNCONFIRMED")
    take_over: bool = Field(False, validation_alias="KITH_TAKE_OVER")
    metrics_token: SecretStr | None = Field(None, validation_alias="KITH_METRICS_TOKEN")
    messages_a_second: Annotated[float, Field(gt=0, le=10_000)] | None = Field(
        None, validation_alias="KITH_MESSAGES_A_SECOND"
    )
    flood: Annotated[int, Field(ge=0)] = Field(60, validation_alias="KITH_FLOOD")
    open_referral: bool = Field(False, validation_alias="KITH_OPEN_REFERRAL")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `read_settings` hands over: the environment is passed in, so that tests can pass their own."""
        return (init_settings,)

    @field_validator("telegram_bot_token")
    @classmethod
    def _token_has_its_form(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not re.fullmatch(r"\d+:[\w-]+", token.get_secret_value()):
            raise ValueError
        return token

    @field_validator("telegram_api_url")
    @classmethod
    def _api_url_is_an_address(cls, address: str) -> str:
        if not re.fullmatch(r"https?://[^/\s]+(/\S*)?", address):
            raise ValueError
        return address.rstrip("/")

    @field_validator("webhook_url")
    @classmethod
    def _webhook_is_an_address(cls, address: str | None) -> str | None:
        if address and not re.fullmatch(r"https?://[\w.-]+(:\d{1,5})?(/[\w./~%+-]*)?", address, re.ASCII):
            raise ValueError
        return address

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_secret_fits_a_header(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
            raise ValueError
        return secret

    @field_validator("metrics_token")
    @classmethod
    def _metrics_token_is_long_enough(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not re.fullmatch(r"[\w-]{16,}", token.get_secret_value(), re.ASCII):
            raise ValueError
        return token

    @field_validator("secret_key")
    @classmethod
    def _keys_are_32_bytes(cls, keys: SecretStr | None) -> SecretStr | None:
        if keys and not all(len(key) == 32 for key in _raw_keys(keys)):
            raise ValueError
        return keys

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, address: SecretStr) -> SecretStr:
        if not re.fullmatch(r"sqlite:///(?!:memory:).+|postgres(ql)?://.+", address.get_secret_value()):
            raise ValueError
        return address

    @field_validator("content", "locales")
    @classmethod
    def _folder_exists(cls, folder: Path) -> Path:
        if not folder.is_dir():
            raise ValueError
        return folder

    @field_validator("language")
    @classmethod
    def _language_is_a_code(cls, language: str | None) -> str | None:
        if language and not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", language):
            raise ValueError
        return language

    @property
    def secret_keys(self) -> list[bytes]:
        """The raw secret keys: the one to write with, then older ones; none where none is set."""
        return _raw_keys(self.secret_key) if self.secret_key else []

    def store(self) -> Store:
        """The database that these settings name, not opened yet."""
        from bot.storage import store_at

        return store_at(self.database_url.get_secret_value(), self.secret_keys)

    @property
    def web_port(self) -> int | None:
        """Where to listen: for the webhook, or because PORT is set; None when neither asks for it."""
        return self.port if self.webhook_url or "port" in self.model_fields_set else None

    @property
    def pace(self) -> float | None:
        """Messages a second that may be sent; unless it is set, Telegram's own limit at Telegram's own address."""
        if self.messages_a_second is None and self.telegram_api_url == TELEGRAM:
            return TELEGRAM_TAKES
        return self.messages_a_second

    def load_kith(self, left_out: list[str] | None = None) -> Kith:
        """The content, words and places that these settings name. Raises ContentError.

        `left_out`: organisations' files that can't be used are left out, and what is wrong with them is added to it.
        """
        # Loading the conversation takes a while, and most verbs of the command line do without.
        from bot.conversation import load_kith

        gc.disable()  # a million objects come and none goes: looking at them again and again takes a tenth of the start
        try:
            kith = load_kith(self.content, self.locales, self.language or "en", self.hide_unconfirmed, left_out)
        finally:
            gc.enable()
        if not gc.get_freeze_count():  # content that comes later can replace this, and must be able to go
            gc.freeze()  # nor is it looked at while a message is answered
            # What a message needs goes when it is answered. To look for circles at each 700 objects, as Python does by
            # itself, took a twentieth of an answer.
            gc.set_threshold(COLLECT_AFTER, 10, 10)
        return kith


def _raw_keys(written: SecretStr) -> list[bytes]:
    """The keys of a list with commas between them, in either form of base64. Raises ValueError."""
    keys = []
    for key in written.get_secret_value().split(","):
        text = key.strip().rstrip("=").replace("-", "+").replace("_", "/")
        keys.append(base64.b64decode(text + "=" * (-len(text) % 4), validate=True))
    return keys


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read every setting from `environ`; an empty value counts as left out. Raises `SettingsError`."""
    given = {name: environ[name].strip() for name in (*WHAT_TO_WRITE, "DATABASE_URL") if environ.get(name, "").strip()}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        named = str(error.errors(include_input=False, include_url=False)[0]["loc"][0])
    raise SettingsError(_sentence(named, given)) from None


def _sentence(named: str, given: Mapping[str, str]) -> str:
    """What is wrong with the setting `named`, and what to write instead; never the value itself."""
    name = "DATABASE_URL" if named.endswith("DATABASE_URL") and "KITH_DATABASE_URL" not in given else named
    advice = WHAT_TO_WRITE["KITH_DATABASE_URL" if name == "DATABASE_URL" else name]
    return f"{name} can't be used as it is: {advice}."
