"""The page holds everything there is, says what is wrong beside what it is about, and asks nobody for anything."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.checks import check_all
from bot.conversation import load_kith
from bot.conversation.flow import SCREENS
from bot.conversation.replies import Act, Message
from bot.directory.stale import stale
from bot.preview import Following
from bot.preview.beside import sort_beside
from bot.preview.book import A_ROW, A_SCREENFUL, Book, View, read_book
from bot.preview.page import page_of, runs
from tests.dialogue import ROOT
from tests.preview.conftest import TODAY
from tests.small_content import write_small_content


class Templates(HTMLParser):
    """The text of each page, and every tag of the file."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._in = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "template":
            self._in = dict(attrs).get("data-page") or ""
            self.texts[self._in] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            self.texts[self._in] += data


@pytest.fixture(scope="module")
def parsed(page: str) -> Templates:
    return Templates(page)


def words_of(view: View) -> str:
    return "\n".join(run.text for one in view.replies if isinstance(one, Message) for run in runs(one.text))


def test_every_screen_is_there_in_every_language(book: Book, parsed: Templates) -> None:
    for code in book.kith.languages:
        for screen in SCREENS:
            assert book.screens[code][screen], f"nothing is shown of {screen} in {code}"
            for view in book.screens[code][screen]:
                line = words_of(view).split("\n")[0]
                assert line in parsed.texts[f"{code}/screen/{screen}"]


def test_a_screen_is_shown_as_the_screen_that_it_is(book: Book) -> None:
    """A sample person who was sent elsewhere would show another screen's words under this one's name."""
    for screen, views in book.screens["en"].items():
        for view in views:
            acts = [each for one in view.replies if isinstance(one, Message) for row in one.rows for each in row]
            own = [each for each in acts if isinstance(each, Act) and each.action.startswith(f"{screen}:")]
            assert own or screen in ("card", "results", "which_place", "nation"), f"{screen}: {words_of(view)}"


def test_every_service_that_is_offered_has_its_card_in_every_language(book: Book, parsed: Templates) -> None:
    offered = [one for one in book.kith.content.services if book.kith.directory.offers(one.id)]
    assert offered
    for code in book.kith.languages:
        for service in offered:
            assert service.name in parsed.texts[f"{code}/service/{service.id}"]


def test_a_closed_service_has_no_card_and_the_page_says_why(tmp_path: Path) -> None:
    content = a_copy(tmp_path)
    replace(content / "services/beat.yaml", "status: open", "status: closed\n    alert: It has stopped.")
    parsed = Templates(read(content))
    closed = [name for name, text in parsed.texts.items() if name.startswith("service/") and "It is closed" in text]
    assert len(closed) == 1
    assert f"en/{closed[0]}" not in parsed.texts


def test_every_bereaved_and_every_nation_view_is_kept_apart(book: Book) -> None:
    where = {place for view in book.screens["en"]["safe_suicidal"] for place in view.where}
    assert {"England", "Scotland", "Wales", "Northern Ireland", "Her nation is not known"} <= where
    today = [words_of(view) for view in book.screens["en"]["today"]]
    assert len(today) == len(set(today)) > 1


def test_on_a_safety_screen_nothing_is_longer_than_a_small_telephone_shows(book: Book) -> None:
    for code, screens in book.screens.items():
        for name, views in screens.items():
            if SCREENS[name].crisis:
                for view in views:
                    assert view.lines <= A_SCREENFUL, f"{name} in {code}, {view.who}, {view.where}: {view.lines}"


def test_rows_of_buttons_count_as_lines(book: Book) -> None:
    view = book.screens["en"]["safe_now"][0]
    assert view.rows == 5
    message = view.replies[-1]
    assert isinstance(message, Message)
    bare = View((), (), (message.model_copy(update={"rows": ()}),), frozenset(), {})
    assert view.lines == bare.lines + 5 * A_ROW


def test_safety_screens_are_shown_on_a_border_and_told_again(book: Book) -> None:
    for name, views in book.screens["en"].items():
        if SCREENS[name].situation:
            assert any("On a border" in view.where for view in views), name
    told = [view for view in book.screens["en"]["safe_now"] if any("Told again" in who for who in view.who)]
    assert len({words_of(view) for view in told}) == 2
    first = words_of(book.screens["en"]["safe_now"][0])
    assert all(words_of(view) != first and view.lines < book.screens["en"]["safe_now"][0].lines for view in told)


def test_a_button_leads_to_the_page_that_it_leads_to_in_the_chat(book: Book, parsed: Templates) -> None:
    leads = book.screens["en"]["today"][0].leads
    assert leads["today:suicidal"] == "screen/safe_suicidal"
    assert leads["help_now"] == "screen/help_now"
    assert all(lead.startswith("service/") for action, lead in book.screens["en"]["results"][0].leads.items()
               if action.startswith("card:"))  # fmt: skip
    pages = set(parsed.texts)
    hrefs = [attrs.get("href") or "" for tag, attrs in parsed.tags if tag == "a"]
    inner = {href[1:].partition("/")[2] for href in hrefs if href.startswith("#") and href != "#main"}
    assert inner <= pages, inner - pages


def test_the_page_asks_nobody_for_anything(page: str, parsed: Templates) -> None:
    policy = next(attrs["content"] for _tag, attrs in parsed.tags if attrs.get("http-equiv")) or ""
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy
    assert not [tag for tag, attrs in parsed.tags if attrs.get("src")]
    assert [attrs["href"] for tag, attrs in parsed.tags if tag == "link"] == ["data:,"]
    assert not re.search(r"@import|url\((?!#)", page)
    assert len(page.encode()) < 10_000_000


def test_words_of_content_are_never_markup_of_the_page(tmp_path: Path) -> None:
    content = a_copy(tmp_path)
    replace(content / "services/beat.yaml", "    summary: ", "    summary: <script>alert(1)</script><b>x</b> ")
    page = read(content)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;x&lt;/b&gt;" in page


def test_a_missing_translation_stands_beside_the_screens_that_say_it_in_that_language_alone(tmp_path: Path) -> None:
    locales = tmp_path / "locales"
    shutil.copytree(ROOT / "locales", locales)
    po = locales / "cy/LC_MESSAGES/kith.po"
    text = po.read_text("utf-8")
    changed = re.sub(r'(msgid "Who are you\?"\nmsgstr) ".*"', r'\1 ""', text)
    assert changed != text
    po.write_text(changed, encoding="utf-8")
    parsed = Templates(read(ROOT / "content", locales))
    saying = {name for name, words in parsed.texts.items() if "not translated yet" in words}
    assert saying == {"mend", "cy/screen/welcome"}


def test_what_is_wrong_with_a_service_stands_beside_it_and_beside_no_other(tmp_path: Path) -> None:
    content = a_copy(tmp_path)
    file = content / "services/sands.yaml"
    text = file.read_text("utf-8")
    needs = [*re.finditer(r"needs: \[", text)]
    assert len(needs) > 1, "the test wants an organisation with several services"
    at = needs[1].end()
    file.write_text(f"{text[:at]}sadness, {text[at:]}", encoding="utf-8")
    second = re.findall(r"- id: (\S+)", text)[1]
    parsed = Templates(read(content))
    assert {name for name, words in parsed.texts.items() if "“sadness”" in words or '"sadness"' in words} == {
        "mend",
        f"service/{second}",
    }


def test_what_a_person_must_check_stands_beside_the_card_and_the_safety_screen(parsed: Templates) -> None:
    assert "Nobody has ever confirmed it" in parsed.texts["service/bluebell-buddies-bristol"]
    assert "kith confirm samaritans-116-123" in parsed.texts["screen/safe_now"]
    assert "kith confirm" not in parsed.texts["screen/format"]


def test_content_that_cant_be_used_shows_what_to_mend_and_keeps_the_last_good_screens(tmp_path: Path) -> None:
    content = a_copy(tmp_path)
    following = Following(lambda: load_kith(content, ROOT / "locales"), content, ROOT / "locales")
    replace(content / "services/beat.yaml", "kind:", "knid:")
    without = Templates(following.read(TODAY)).texts
    assert "knid" in without["overview"]
    assert "screen/welcome" not in without
    replace(content / "services/beat.yaml", "knid:", "kind:")
    assert "en/screen/welcome" in Templates(following.read(TODAY)).texts
    replace(content / "services/beat.yaml", "kind:", "knid:")
    kept = Templates(following.read(TODAY)).texts
    assert "knid" in kept["overview"]
    assert "en/screen/welcome" in kept


def test_the_content_of_another_country_has_a_preview(tmp_path: Path) -> None:
    write_small_content(tmp_path)
    kith = load_kith(tmp_path, ROOT / "locales")
    book = read_book(kith, TODAY)
    side = sort_beside(kith, tmp_path, check_all(tmp_path, ROOT / "locales", TODAY), stale(kith.content, TODAY))
    parsed = Templates(page_of(book, side))
    assert "555" in parsed.texts["en/screen/safe_now"]
    assert "Harbour circle" in parsed.texts["cy/service/harbour-circle"]
    assert "Nothing in this content leads to this screen" in parsed.texts["en/screen/nation"]


def a_copy(folder: Path) -> Path:
    """A content folder of its own, to be changed."""
    return Path(shutil.copytree(ROOT / "content", folder / "content"))


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text, f"{old} is not in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def read(content: Path, locales: Path = ROOT / "locales") -> str:
    """The page of a folder, as `kith preview` makes it."""
    return Following(lambda: load_kith(content, locales), content, locales).read(TODAY)
