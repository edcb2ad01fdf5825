"""Folds what people type to plain words, so that a rule has to be written only once.

"I CAN'T", "i cant" and the same with curly quotes or zero-width spaces all become "i can not". Letters that only look
Latin become Latin, long vowels shrink, emoji that carry meaning become words, text-speak and dialect are read out by a
table that belongs to the content (`content/safety/LANGUAGE-spelling.yaml`), and a word one slip away from a word that
matters is taken for it. Everything is one pass over the text with table look-ups: time grows with the length of the
message and no faster.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.safety.letters import CHARACTER
from bot.safety.rules import Spelling

# Letters that are drawn like Latin ones, after the letter they are taken for (from Unicode's list of confusables).
LOOK_ALIKES = """
a аαɑᴀ, b ьβ, c сϲᴄ, d ԁɗđᴅ, e еєεҽᴇ, f ғ, g ɡԍ, h һн, i іιıɩɪї, j јᴊ, k кκқᴋ, l ӏłʟ, m мᴍ,
n пηɴ, o оοσөøᴏ, p рρᴘ, q ԛ, r гʀ, s ѕꜱ, t тτᴛ, u υᴜ, v νѵᴠ, w ԝωшᴡ, x хχ, y уүγʏ, z ᴢ
"""
TO_LATIN = str.maketrans(
    {look_alike: pair.split()[0] for pair in LOOK_ALIKES.split(",") for look_alike in pair.split()[1]}
)
SIGNS_FOR_LETTERS = str.maketrans("013457@$!", "oieastasi")
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´ʹ＇′", "'"))

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
ACCENTS = re.compile("[\u0300-\u036f\u0610-\u061a\u0621\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
"""Latin accents; in Arabic the vowel signs, the hamza (alone or on a letter) and the stretching line."""
ARABIC = str.maketrans("ٱىةیکہ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ايهيكه01234567890123456789")
"""Letters that are typed for one another, and figures."""
ARTICLE = re.compile(r"(?<![^\W_])(?:[وفبكعهش]?ال|لل)(?=[^\W_]{3})")
"""The Arabic "the", with the one-letter words that are written onto it ("with the", "and the")."""
ATTACHED = ("و", "ف")
"""Arabic "and" and "so", written onto any word."""
SENTENCE_END = re.compile(r"(?<!\d)\.|\.(?!\d)|[!?;\n\r…؟۔।॥。]+(?![^\W_])|[?;\n\r]")
WORD = re.compile(rf"{CHARACTER}+(?:['*@$!]{CHARACTER}+)*")
GROUP_NAME = re.compile(r"(\{[a-z0-9_]+\})")
DISGUISE = re.compile(r"[\d'*@$!]")
LONG_RUN = re.compile(r"(.)\1{2,}")
ANY_RUN = re.compile(r"(.)\1+")
LONGEST_WORD = 24
"""Letters; longer strings are addresses or noise and are not searched for slips."""

SHORTEST_MUTATED = 4
"""Letters; shorter words are too easily other words."""

SPELT_OUT = 5
"""From this many single letters in a row on ("d i e n o w"), they are read as one word."""

SHORT_FORMS = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}
IS_AFTER = frozenset(
    ("he", "she", "it", "that", "this", "there", "what", "who", "where", "here", "how", "everyone", "someone", "nobody")
)


class Folder:
    """Folds text by one language's spelling table.

    `vocabulary` are the words that the rules use: stretched or disguised spellings ("k1ll", "diiie") are read as them.
    `attached` are further words that may stand after an Arabic "and" written onto them.
    """

    def __init__(self, spelling: Spelling, vocabulary: Iterable[str] = (), attached: Iterable[str] = ()) -> None:
        self.emoji = {emoji: f" {words} " for emoji, words in spelling.emoji.items()}
        self.emoji_seen = re.compile("|".join(map(re.escape, self.emoji))) if self.emoji else None
        self.letters = str.maketrans(spelling.letters)
        self.alike = [(re.compile(written), read) for written, read in spelling.alike.items()]
        plain = self.plain_letters
        table = {plain(short): " ".join(plain(long).split()) for short, long in spelling.reads_as.items()}
        self.pairs = {tuple(pair.split()): words.split() for pair, words in table.items() if " " in pair}
        self.reads_as = built_up(spelling) | {bare(short): long for short, long in table.items() if " " not in short}
        # With its apostrophe a short form is never mistaken for another word: "i'll" and "ill".
        self.exact = {short: long for short, long in table.items() if "'" in short}
        self.ambiguous = frozenset(bare(short) for short in spelling.needs_apostrophe)
        self.endings = spelling.endings
        self.left_out = frozenset(map(plain, spelling.left_out))
        self.left_alone = frozenset(map(plain, spelling.never_a_slip))
        slips_towards = [plain(word) for word in spelling.slips_towards]
        self.vocabulary = frozenset(vocabulary) | frozenset(slips_towards)
        self.attached = self.vocabulary | frozenset(attached)
        self.reads_as = mutated(spelling, self.attached) | self.reads_as
        self.stretched = {ANY_RUN.sub(r"\1", word): word for word in sorted(self.vocabulary)}
        self.slips = slips_of(slips_towards)
        # A slip keeps the first letter and changes the length by one at most: most words are done with here.
        self.slip_shapes = {(word[0], len(word) + more) for word in slips_towards for more in (-1, 0, 1)}

    def sentences(self, text: str) -> list[str]:
        """The sentences of `text`, folded: words apart by one space, each followed by one ("i can not ")."""
        found = []
        for sentence in SENTENCE_END.split(self.plain_letters(text)):
            if words := self.words(sentence):
                found.append("".join(f"{word} " for word in words))
        return found

    def plain_letters(self, text: str) -> str:
        """`text` in small plain letters: no accents, no invisible characters, no look-alikes; emoji as words."""
        text = INVISIBLE.sub("", text)
        if not text.isascii():
            if self.emoji_seen:
                text = self.emoji_seen.sub(lambda found: self.emoji[found[0]], text)
            text = unicodedata.normalize("NFKC", text.translate(APOSTROPHES))
            text = unicodedata.normalize("NFD", text.casefold())
            text = unicodedata.normalize("NFC", ACCENTS.sub("", text)).translate(TO_LATIN)
            text = ARTICLE.sub("", text.translate(ARABIC).translate(self.letters))
        text = text.casefold().replace("`", "'").replace("&", " and ")
        for written, read in self.alike:
            text = written.sub(read, text)
        return text

    def written(self, source: str) -> str:
        """The words of a rule as `sentences` gives those of a message: plain letters, and without what is left out."""
        plain = "".join(part if part.startswith("{") else self.plain_letters(part) for part in GROUP_NAME.split(source))
        return " ".join(piece for piece in plain.split(" ") if piece not in self.left_out)

    def words(self, sentence: str) -> list[str]:
        words: list[str] = []
        letters: list[str] = []
        tokens = self.tokens(sentence)
        paired = 0
        for place, token in enumerate(tokens):
            if place < paired:
                continue
            if pair := self.pairs.get((token, *tokens[place + 1 : place + 2])):
                words += [*self.spelt_out(letters), *pair]
                letters, paired = [], place + 2
                continue
            if len(token) == 1 and token.isalpha():
                letters.append(token)
                continue
            words += self.spelt_out(letters)
            letters = []
            words += self.read_out(token) or self.repaired(token)
        return words + self.spelt_out(letters)

    def tokens(self, sentence: str) -> list[str]:
        """The words as typed, endings after an apostrophe taken apart where the language has such ("babi'n")."""
        found = WORD.findall(sentence)
        if self.endings:
            found = [part for token in found for part in self.parted(token)]
        return [token for token in found if token not in self.left_out] if self.left_out else found

    def parted(self, token: str) -> tuple[str, ...]:
        stem, apostrophe, ending = token.rpartition("'")
        if not apostrophe or token in self.exact or ending not in self.endings:
            return (token,)
        return (*self.parted(stem), self.endings[ending])

    def spelt_out(self, letters: list[str]) -> list[str]:
        joined = "".join(letters)
        if len(letters) > 2 and (read := self.read_out(joined)):
            return read
        if len(letters) >= SPELT_OUT:
            return [joined]
        return [word for letter in letters for word in self.reads_as.get(letter, letter).split()]

    def read_out(self, token: str) -> list[str]:
        """The words that `token` stands for ("cant": can, not), or nothing when the table does not know it."""
        if token in self.exact:
            return self.exact[token].split()
        plain = bare(token)
        if plain in self.reads_as and ("'" in token or plain not in self.ambiguous):
            return self.reads_as[plain].split()
        stem, apostrophe, ending = token.rpartition("'")
        if not apostrophe:
            return []
        if ending == "t" and stem.endswith("n"):
            return [stem[:-1], "not"]
        if ending in SHORT_FORMS:
            return [stem, SHORT_FORMS[ending]]
        return [stem, "is"] if ending == "s" and stem in IS_AFTER else [plain]

    def repaired(self, token: str) -> list[str]:
        """`token` as the known word it was probably meant to be, or as it is."""
        if token in self.vocabulary or token in self.left_alone or token.isdigit() or len(token) > LONGEST_WORD:
            return [token]
        if LONG_RUN.search(token):
            shrunk = ANY_RUN.sub(r"\1", token)
            return self.read_out(shrunk) or [self.stretched.get(shrunk) or LONG_RUN.sub(r"\1", token)]
        if DISGUISE.search(token):
            return self.undisguised(token)
        if token[0] in ATTACHED and (found := self.read_out(token[1:]) or [token[1:]] * (token[1:] in self.attached)):
            return found
        if token.endswith("in") and f"{token}g" in self.vocabulary:
            return [f"{token}g"]
        return [self.slip(token) or token]

    def undisguised(self, token: str) -> list[str]:
        """A word with signs or digits for letters ("su1cide", "k*ll"): the known word, else its parts."""
        plain = token.translate(SIGNS_FOR_LETTERS)
        if plain in self.vocabulary:
            return [plain]
        if read := self.read_out(plain):
            return read
        if "*" in token and (meant := self.slip(token)):
            return [meant]
        return [word for part in re.split(r"['*@$!]", token) for word in (self.reads_as.get(part) or part).split()]

    def slip(self, token: str) -> str | None:
        """The word that matters which is one slip away; both begin with the same letter."""
        if (token[0], len(token)) not in self.slip_shapes:
            return None
        for shorter in (token, *deletions(token)):
            for meant in self.slips.get(shorter, ()):
                if meant[0] == token[0] and one_slip(token, meant):
                    return meant
        return None


def built_up(spelling: Spelling) -> dict[str, str]:
    """Every stem with what may be written onto it, and the words that this stands for."""
    return {
        f"{before}{stem}{after}": " ".join(f"{read_before}{stem} {read_after}".split())
        for stem in spelling.stems
        for before, read_before in spelling.before.items()
        for after, read_after in ({"": ""} | spelling.after).items()
        if before or after
    }


def mutated(spelling: Spelling, words: frozenset[str]) -> dict[str, str]:
    """Every one of `words` with its beginning changed as the language changes it, unless that is another of them."""
    return {
        form: word
        for first, changes in spelling.mutations.items()
        for word in sorted(words)
        if word.startswith(first)
        for form in (change + word.removeprefix(first) for change in changes)
        if len(form) >= SHORTEST_MUTATED and form not in words
    }


def bare(word: str) -> str:
    """`word` without apostrophes."""
    return word.replace("'", "")


def deletions(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


def slips_of(words: Iterable[str]) -> dict[str, list[str]]:
    """Every word by itself and by itself less one letter: two words one slip apart share at least one of these."""
    index: dict[str, list[str]] = {}
    for word in words:
        for shorter in {word, *deletions(word)}:
            index.setdefault(shorter, []).append(word)
    return index


def one_slip(one: str, other: str) -> bool:
    """Whether the two words are equal or one letter added, left out, exchanged or swapped with its neighbour apart."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    if len(one) < len(other):
        return one[same:] == other[same + 1 :]
    if len(one) > len(other):
        return one[same + 1 :] == other[same:]
    swapped = one[same : same + 2] == other[same : same + 2][::-1]
    return one[same + 1 :] == other[same + 1 :] or (swapped and one[same + 2 :] == other[same + 2 :])
