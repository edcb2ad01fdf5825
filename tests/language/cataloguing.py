"""Small made-up catalogues for the tests of languages."""

from __future__ import annotations

from pathlib import Path

ARABIC = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);"
)
WELSH = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);"

ARABIC_MESSAGES = """
msgid "Back"
msgstr "رجوع"

msgid "near {place}"
msgstr "قرب {place}"

msgid "<b>Call {emergency}</b>"
msgstr "<b>اتصلي على {emergency}</b>"

msgid "{n} mile"
msgid_plural "{n} miles"
msgstr[0] "لا أميال"
msgstr[1] "ميل واحد"
msgstr[2] "ميلان"
msgstr[3] "{n} أميال"
msgstr[4] "{n} ميلا"
msgstr[5] "{n} ميل"
"""
WELSH_MESSAGES = """
msgid "Back"
msgstr "Yn ôl"

msgid "near {place}"
msgstr "ger {place}"

msgid "<b>Call {emergency}</b>"
msgstr "<b>Ffoniwch {emergency}</b>"

msgid "{n} mile"
msgid_plural "{n} miles"
msgstr[0] "{n} milltir (dim)"
msgstr[1] "{n} filltir"
msgstr[2] "{n} filltir (dwy)"
msgstr[3] "{n} milltir (tair)"
msgstr[4] "{n} milltir (chwech)"
msgstr[5] "{n} milltir"
"""


def write(folder: Path, code: str, plural: str, messages: str) -> Path:
    """A language's file in the folder of languages; its path."""
    path = folder / code / "LC_MESSAGES" / "kith.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    header = f'msgid ""\nmsgstr ""\n"Language: {code}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    path.write_text(f'{header}"Plural-Forms: {plural}\\n"\n{messages}', encoding="utf-8")
    return path


def two_languages(folder: Path) -> Path:
    """A folder with a little Arabic and a little Welsh."""
    write(folder, "ar", ARABIC, ARABIC_MESSAGES)
    write(folder, "cy", WELSH, WELSH_MESSAGES + '\n#, fuzzy\nmsgid "Skip"\nmsgstr "Heibio"\n')
    return folder
