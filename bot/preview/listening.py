"""Hearing which sentences a screen says, so that what is wrong with a translation can stand beside the screen."""

from __future__ import annotations

import gettext
from dataclasses import replace

from bot.conversation import Kith
from bot.language import Languages


class Listening(gettext.NullTranslations):
    """A language's translations that note every sentence they are asked for, by its English words."""

    def __init__(self, inner: gettext.NullTranslations) -> None:
        super().__init__()
        self._inner = inner
        self._heard: set[str] = set()

    def gettext(self, message: str) -> str:
        self._heard.add(message)
        return self._inner.gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self._heard.add(msgid1)
        return self._inner.ngettext(msgid1, msgid2, n)

    def heard(self) -> frozenset[str]:
        """What was said since this was last asked."""
        heard, self._heard = frozenset(self._heard), set()
        return heard


def listening_to(kith: Kith, code: str) -> tuple[Kith, Listening]:
    """The same Kith whose language `code` notes what it says."""
    language = kith.languages[code]
    listening = Listening(language.translations)
    by_code = {**kith.languages, code: replace(language, translations=listening)}
    return replace(kith, languages=Languages(by_code, kith.languages.default)), listening
