"""A language that Kith speaks: its words (gettext), its plurals, numbers and dates (Babel), and its direction.

Catalogues are read from the `.po` files themselves, so that a translator's change needs no compile step. In a
right-to-left language every value that is put into a sentence is wrapped in Unicode isolates (U+2068 … U+2069), or a
telephone number would be shown with its groups in the wrong order (Unicode Standard Annex 9, section 2.7).
"""

from __future__ import annotations

import gettext
import html
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.language.marks import Plural, mark_plural

_n = mark_plural

SOURCE = "en"
DOMAIN = "kith"
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
AND_CHANGES = frozenset({"cy"})
"""Welsh has "a" and "ac"; Babel writes "a(c)", which nobody does."""
KM_IN_A_MILE = 1.609344
_LONG = re.compile(r"E+|MMM+|LLL+")
"""The names in a date's pattern, to be written in full (Unicode Technical Standard 35, matching skeletons)."""

MILES = _n("{n} mile", "{n} miles")


@dataclass(frozen=True)
class Language:
    """One language, ready to speak."""

    code: str
    locale: Locale
    translations: gettext.NullTranslations

    @property
    def name(self) -> str:
        """What the language calls itself: "Cymraeg"."""
        name = self.locale.get_language_name() or self.code
        return name[:1].upper() + name[1:]

    @cached_property
    def right_to_left(self) -> bool:
        return self.locale.text_direction == "rtl"

    def say(self, message: str | Plural, n: int | None = None, **values: object) -> str:
        """The message as markup: values are escaped, and isolated where the language runs right to left.

        `n` chooses the plural form and fills `{n}`. Raises KeyError when a value is missing.
        """
        safe = {name: html.escape(str(value), quote=False) for name, value in values.items()}
        return self._fill(message, n, safe)

    def label(self, message: str | Plural, n: int | None = None, **values: object) -> str:
        """The message as plain text, for a button."""
        return self._fill(message, n, {name: str(value) for name, value in values.items()})

    def quote(self, text: str) -> str:
        """Somebody else's words (a charity's name, a summary) as markup, safe inside any sentence."""
        return self.isolate(html.escape(text, quote=False))

    def isolate(self, text: str) -> str:
        """The text kept together and in its own direction."""
        if not self.right_to_left or not text:
            return text
        return FIRST_STRONG_ISOLATE + text + POP_ISOLATE

    def inside(self, label: str) -> str:
        """A label as it is written inside a sentence: its first letter small, unless the word is an abbreviation."""
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]

    def miles(self, kilometres: float) -> str:
        """A distance as people in the UK say it, in whole miles, never under one."""
        return self.label(MILES, n=max(1, round(kilometres / KM_IN_A_MILE)))

    def day(self, day: date) -> str:
        """A date with its month in words: "22 November 2026"."""
        return format_date(day, format="long", locale=self.locale)

    def month(self, day: date) -> str:
        """A month and year: "November 2026"."""
        return format_skeleton("yMMMM", day, locale=self.locale)

    def weekday(self, day: date) -> str:
        """A day of the week and date, without the year: "Tuesday 1 December"."""
        short = self.locale.datetime_skeletons["MMMEd"].pattern
        return format_date(day, format=_LONG.sub(lambda name: name[0][0] * 4, short), locale=self.locale)

    def clock(self, at: time) -> str:
        """A time of day as it is written: "10 am", "11.30 am", "12 noon"; the locale's own way in other languages."""
        if self.locale.language != SOURCE:
            return format_time(at, format="short", locale=self.locale)
        whole = "h b" if at.hour in (0, 12) else "h a"
        return format_time(at, format="h.mm a" if at.minute else whole, locale=self.locale)

    def listed(self, items: Iterable[str], style: str = "standard") -> str:
        """Items joined as the language joins them: "a, b and c"; by commas where "and" depends on what follows."""
        items = list(items)
        joined = format_list(items, style=style, locale=self.locale)  # type: ignore[arg-type]
        return self.commas(items) if "(" in joined and self.code in AND_CHANGES else joined

    def language_name(self, code: str) -> str:
        """What that language is called in this one: "Welsh"."""
        return self.locale.languages.get(code) or code

    def commas(self, items: Iterable[str]) -> str:
        """Items with this language's commas between them."""
        return ("، " if self.right_to_left else ", ").join(items)

    def knows(self, message: str) -> bool:
        """Whether the message has a translation here."""
        return self.code == SOURCE or self.translations.gettext(message) != message

    def _fill(self, message: str | Plural, n: int | None, values: dict[str, str]) -> str:
        if isinstance(message, Plural):
            if n is None:
                raise TypeError("a message with plural forms needs n")
            words, source = self.translations.ngettext(message.one, message.other, n), message.other
        else:
            words, source = self.translations.gettext(message) if message else "", message
        if n is not None:
            values = {**values, "n": format_decimal(n, locale=self.locale)}
        if not values:
            return words
        isolated = {name: self.isolate(value) for name, value in values.items()}
        try:
            return words.format_map(isolated)
        except (KeyError, IndexError, ValueError):
            # A translator's slip in a value's name must not cost somebody the answer: `kith check` finds it.
            return source.format_map(isolated)


@dataclass(frozen=True)
class Languages(Mapping[str, Language]):
    """The languages that are shipped, by code; English is always among them."""

    by_code: Mapping[str, Language]
    default: str = SOURCE

    def __getitem__(self, code: str) -> Language:
        return self.by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_code)

    def __len__(self) -> int:
        return len(self.by_code)

    def speaking(self, code: str | None) -> Language:
        """The language of that code, or the default one."""
        return self.by_code.get(code or self.default) or self.by_code[self.default]

    def proposed(self, hint: str | None) -> Language | None:
        """The language that her device speaks ("cy", "ar-EG"), if it is one of ours and not already the default."""
        code = (hint or "").replace("_", "-").split("-")[0].lower()
        return self.by_code[code] if code in self.by_code and code != self.default else None


def load_languages(folder: Path, default: str = SOURCE) -> Languages:
    """Read `LANG/LC_MESSAGES/kith.po` for every language in the folder. Fuzzy entries are not used.

    Raises ValueError naming the folder when it is not a language that Babel knows, or the languages that there are when
    the default one is not among them.
    """
    found = {SOURCE: Language(SOURCE, Locale("en", "GB"), gettext.NullTranslations())}
    for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        code = path.parent.parent.name
        if code != SOURCE:
            found[code] = Language(code, _locale(code), _read(path))
    if default not in found and default.replace("_", "-").split("-")[0] not in found:
        raise ValueError(f"KITH_LANGUAGE is {default}, but only these are here: {', '.join(sorted(found))}")
    return Languages(found, default if default in found else default.replace("_", "-").split("-")[0])


def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"locales/{code} is not a language code that we know") from error


def _read(path: Path) -> gettext.NullTranslations:
    with path.open("rb") as file:
        catalogue = read_po(file)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
