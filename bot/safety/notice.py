"""Notices risk in a typed message, by rules.

Figures of speech are set aside first, then every sentence is searched for what each rule says, and contexts decide
whether it counts: long ago, denied, about somebody else, an editor's question. The gravest tier found is the answer.
A later stage may only raise it, never lower it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.safety.letters import LETTER
from bot.safety.model import SENTENCE, raised
from bot.safety.net import Net
from bot.safety.normalise import SENTENCE_END, Folder
from bot.safety.patterns import Pattern, PatternError, Translator
from bot.safety.rules import Context, Reach, Rule, RuleBook, Spelling
from bot.safety.tiers import NOTHING_NOTICED, Category, Signal, Tier

log = logging.getLogger(__name__)

FIRST_LANGUAGE = "en"
"""Read next to the chat's own. The others follow: people mix, and the bot may have guessed wrongly."""

ABOUT_ANOTHER = {Category.HARM_BABY_THOUGHTS: Category.HARM_BABY_INTENT}
"""What an intent is, when it is said of a thought that is not of suicide."""
BEFORE_INTENT = (Category.MEDICAL_EMERGENCY, Category.PSYCHOSIS)
"""What names a message that also speaks of harming the baby: a baby who may be injured, then a voice that commands."""
OF_HERSELF = frozenset(Category) - {
    Category.THIRD_PARTY, Category.MEDICAL_EMERGENCY, Category.DOMESTIC_DANGER, Category.DOMESTIC_ABUSE
}  # fmt: skip
"""What turns into somebody else's when a context says so. A violent partner is never the one who is at risk."""
TOO_FEW_WORDS = 3
"""So few are left to the rules: "baby won't sleep" looks to the learned net like many things that it isn't."""
MANY_WORDS = 10
NEARLY_CERTAIN = 0.8
"""Of so many words that the rules know to be calm the net is heard all the same, where it sees a risk that likely. That
brought 12 of 15 dangers back among the phrases kept aside in November 2026, and 2 of 83 calm ones.
"""
WORDS_BEFORE = 6


Learned = Callable[[str, str], Signal]
"""(text, language of the chat) -> Signal, such as `Model.notice`."""


class RuleBookError(ValueError):
    """A rule book holds a pattern that cannot be understood. Says which book and which rule."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that held, and the folded words that it found."""

    signal: Signal
    rule: str
    words: str


class CompiledContext:
    def __init__(self, context: Context, says: Net, and_says: Net, but_not: Net) -> None:
        self.reach = context.reach
        self.leaves = context.leaves
        self.becomes = context.becomes
        words = "|".join(map(re.escape, context.silences_english))
        self.silences_english = re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if words else None
        self.says = says
        self.and_says = and_says
        self.but_not = but_not
        self.nets = (says, and_says, but_not)


class Message:
    """One message while it is being looked at: its sentences, and which contexts were found to hold."""

    def __init__(self, sentences: Sequence[str], contexts: dict[str, CompiledContext], turns: frozenset[str]) -> None:
        self.sentences = sentences
        self.contexts = contexts
        self.turns = turns
        self.whole: dict[str, bool] = {}
        self.borne_out: dict[str, bool] = {}

    def holds(self, name: str, sentence: str, match: re.Match[str]) -> bool:
        """Whether the context `name` holds for the words that `match` found in `sentence`."""
        context = self.contexts[name]
        if context.reach is Reach.MESSAGE:
            if name not in self.whole:
                self.whole[name] = any(map(context.says.occurs, self.sentences))
            found = self.whole[name]
        elif context.reach is Reach.SENTENCE:
            found = context.says.occurs(sentence)
        else:
            found = context.says.occurs(self.leading_to(sentence, match) + match[0])
        return found and self.is_borne_out(name)

    def leading_to(self, sentence: str, match: re.Match[str]) -> str:
        """The few words before `match`, back to the last turn of the sentence."""
        before = sentence[: match.start()].split()[-WORDS_BEFORE:]
        turned = max((place + 1 for place, word in enumerate(before) if word in self.turns), default=0)
        return "".join(f"{word} " for word in before[turned:])

    def is_borne_out(self, name: str) -> bool:
        """Whether the message says what else the context `name` needs, and nothing that speaks against it."""
        if name not in self.borne_out:
            context = self.contexts[name]
            self.borne_out[name] = not any(map(context.but_not.occurs, self.sentences)) and (
                not context.and_says.patterns or any(map(context.and_says.occurs, self.sentences))
            )
        return self.borne_out[name]


def translate(translator: Translator, source: str, place: str) -> Pattern:
    """The pattern `source`. Raises RuleBookError with the place in the file."""
    try:
        return translator.translate(source)
    except PatternError as wrong:
        raise RuleBookError(f"{place}: {wrong}") from None


class CompiledBook:
    """One language's rules, ready to use."""

    def __init__(self, book: RuleBook, spelling: Spelling) -> None:
        """Raises RuleBookError."""
        self.rules = book.rules
        self.calm_alone = [re.compile(words, re.IGNORECASE) for words in book.calm_alone]
        folder = Folder(spelling)
        written = folder.written
        self.turns = frozenset(map(written, book.turns))
        groups = {name: [written(phrase) for phrase in phrases] for name, phrases in book.groups.items()}
        denials, common = [written(word) for word in book.denials], frozenset(map(written, book.common))
        translator = Translator(groups, denials, folder.read_out, common)

        def net(place: str, phrases: Iterable[str]) -> Net:
            return Net((translate(translator, written(each), f"{book.language}, {place}"), 0) for each in phrases)

        self.set_aside = net("set_aside", book.set_aside)
        self.contexts = {
            name: CompiledContext(
                context,
                net(f'context "{name}"', context.says),
                net(f'context "{name}", and_says', context.and_says),
                net(f'context "{name}", but_not', context.but_not),
            )
            for name, context in book.contexts.items()
        }
        self.net = Net(
            (translate(translator, written(says), f'{book.language}, rule "{rule.id}"'), number)
            for number, rule in enumerate(book.rules)
            for says in rule.says
        )
        nets = [each for context in self.contexts.values() for each in context.nets]
        attached = frozenset[str]().union(*map(vocabulary_of, (self.set_aside, *nets)))
        self.folder = Folder(spelling, vocabulary_of(self.net), attached)

    def hits(self, text: str) -> list[Hit]:
        """Every rule that holds for `text`, and the support that silenced ones leave behind."""
        folded = self.folder.sentences(text)
        if not any(self.net.candidates(set(each.split())) for each in folded):
            return []
        sentences = [self.set_aside.without(each) for each in folded]
        message = Message(sentences, self.contexts, self.turns)
        found: dict[str, Hit] = {}
        for sentence in message.sentences:
            for match, number in self.net.search(sentence):
                rule = self.rules[number]
                if rule.id not in found and (signal := self.judge(rule, message, sentence, match)):
                    key = rule.id if signal.tier is rule.tier else f"{rule.id} silenced"
                    found[key] = Hit(signal, rule.id, match[0].strip())
        order = {rule.id: place for place, rule in enumerate(self.rules)}
        return sorted(found.values(), key=lambda hit: (-hit.signal.tier.rank, order[hit.rule]))

    def answers_for(self, text: str) -> bool:
        """Whether the rules know `text` to be calm: a figure of speech, a denial, long past, a plain answer."""
        if self.is_calm_alone(text):
            return True
        folded = self.folder.sentences(text)
        if any(map(self.set_aside.occurs, folded)):
            return True
        message = Message(folded, self.contexts, self.turns)
        return any(
            message.holds(name, sentence, match)
            for sentence in folded
            for match, number in self.net.search(sentence)
            for name in self.rules[number].unless
        )

    def is_calm_alone(self, text: str) -> bool:
        """Whether `text` is one of the plain answers that say nothing else ("I've had a baby")."""
        return any(calm.fullmatch(text.strip(" .,!?\n")) for calm in self.calm_alone)

    def judge(self, rule: Rule, message: Message, sentence: str, match: re.Match[str]) -> Signal | None:
        """What `rule` says of the words it found, or None when the contexts are against it."""
        if not all(message.holds(name, sentence, match) for name in rule.only_if):
            return None
        left: Category | None = None
        for name in rule.unless:
            if message.holds(name, sentence, match):
                left = self.contexts[name].leaves
                return Signal(Tier.SUPPORT, left) if left else None
        return self.whose(rule, message, sentence, match)

    def whose(self, rule: Rule, message: Message, sentence: str, match: re.Match[str]) -> Signal:
        """What the rule notices: of somebody else, where a context says that the words are told of another."""
        if rule.tier >= Tier.URGENT and rule.category in OF_HERSELF:
            for name, context in self.contexts.items():
                if context.becomes and message.holds(name, sentence, match):
                    return Signal(rule.tier, context.becomes, rule.category)
        return Signal(rule.tier, rule.category, rule.of_another)

    def heard_in_english(self, sentence: str) -> str:
        """`sentence`, as typed, without the English words for a risk that it denies in this language."""
        for context in self.contexts.values():
            if context.silences_english and context.silences_english.search(sentence):
                folded = self.folder.sentences(sentence)
                if any(map(context.says.occurs, folded)) and not any(map(context.but_not.occurs, folded)):
                    sentence = context.silences_english.sub(" ", sentence)
        return sentence


def vocabulary_of(net: Net) -> frozenset[str]:
    """The plain words that a net's expressions are made of."""
    words = re.compile(rf"(?<!\\){LETTER}{{3,}}+(?= )")
    return frozenset(word for regex, _ in net.patterns for word in words.findall(regex))


def gravest(hits: Sequence[Hit]) -> Signal:
    """The gravest hit. "I am going to do it" says how near it is; what else the message says tells what "it" is, and
    of several about somebody else the one that knows the kind of danger says more."""
    if not hits:
        return NOTHING_NOTICED
    signal = hits[0].signal
    named = {hit.signal.category for hit in hits}
    if signal.category is Category.THIRD_PARTY:
        return next((hit.signal for hit in hits if hit.signal == signal and hit.signal.of_another), signal)
    if signal.category is Category.HARM_BABY_INTENT:
        as_grave = {hit.signal.category for hit in hits if hit.signal.tier is signal.tier}
        return Signal(signal.tier, next((each for each in BEFORE_INTENT if each in as_grave), signal.category))
    if signal.category is Category.SUICIDE_INTENT and Category.SUICIDE_IDEATION not in named:
        for thought, intent in ABOUT_ANOTHER.items():
            if thought in named:
                return Signal(signal.tier, intent)
    return signal


class Watch:
    """Looks at messages. Built once from the rule books and spellings of every language; then pure."""

    def __init__(
        self, books: Iterable[RuleBook], spellings: Iterable[Spelling], learned: Learned | None = None
    ) -> None:
        """`learned` is the second net, such as `Model.notice`; without it the rules work alone.

        Raises RuleBookError when a book has no spelling table or holds a pattern that cannot be understood.
        """
        self.learned = learned
        tables = {spelling.language: spelling for spelling in spellings}
        self.books: dict[str, CompiledBook] = {}
        for book in books:
            if book.language not in tables:
                raise RuleBookError(f'the rule book "{book.language}" needs a {book.language}-spelling.yaml beside it')
            self.books[book.language] = CompiledBook(book, tables[book.language])

    def prepare(self) -> None:
        """Compile every pattern now, so that no message waits for it. Raises RuleBookError for one that can't be."""
        for book in self.books.values():
            contexts = [net for each in book.contexts.values() for net in each.nets]
            for net in (book.set_aside, book.net, *contexts):
                try:
                    net.compile_all()
                except re.error as wrong:
                    raise RuleBookError(f"a pattern can't be read as a regular expression: {wrong}") from wrong

    def notice(self, text: str, language: str = FIRST_LANGUAGE) -> Signal:
        """The gravest thing that `text` says in any language. `language` is the chat's, whose rules name it first.

        The learned net may only raise what the rules noticed, so it isn't asked where they found the gravest.
        """
        return self.beyond_rules(self.by_rules(text, language), text, language)

    def beyond_rules(self, signal: Signal, text: str, language: str = FIRST_LANGUAGE) -> Signal:
        """What the rules noticed in `text`, raised where the learned net sees more."""
        if self.learned is None or signal.tier is Tier.EMERGENCY or len(text.split()) <= TOO_FEW_WORDS:
            return signal
        try:
            return raised(signal, self.by_learned(self.learned, text, language))
        except Exception as error:  # noqa: BLE001 - the rules have spoken, whatever breaks there
            log.error("The learned net failed: %s. The rules spoke alone.", type(error).__name__)
            return signal

    def by_learned(self, learned: Learned, text: str, language: str) -> Signal:
        """What the learned net sees in what is left to it; or in all of a longer text, where it is nearly certain.

        "It's not that I want to die, but I've gone through a vein" is denied by half. Of a few words the rules know
        better what a denial is.
        """
        left = self.left_to_learned(text, language)
        found = learned(left, language)
        if found.tier >= Tier.URGENT or left == text or len(text.split()) < MANY_WORDS:
            return found
        if self.is_calm_alone(text) or self.heard_in_english(text) != text:
            return found
        whole = learned(text, language)
        return whole if whole.tier >= Tier.URGENT and whole.likely >= NEARLY_CERTAIN else found

    def is_calm_alone(self, text: str) -> bool:
        """Whether `text` is a plain answer in any language."""
        return any(book.is_calm_alone(text) for book in self.books.values())

    def left_to_learned(self, text: str, language: str) -> str:
        """`text` without the sentences that the rules of the chat's language or the English ones know to be calm.

        What she denies stays denied, in whichever language, and a plain answer is one. Otherwise other languages aren't
        asked: what is a joke in one may be meant in another.
        """
        if self.is_calm_alone(text):
            return ""
        text = self.heard_in_english(text)
        for code in dict.fromkeys((language, FIRST_LANGUAGE)):
            book = self.books.get(code)
            if book and book.answers_for(text):
                text = " ".join(sentence for sentence in SENTENCE.split(text) if not book.answers_for(sentence))
        return text

    def by_rules(self, text: str, language: str = FIRST_LANGUAGE) -> Signal:
        """What the rules alone notice."""
        return gravest(self.explain(text, language))

    def explain(self, text: str, language: str = FIRST_LANGUAGE) -> list[Hit]:
        """Every rule that holds for `text`, gravest first: for people who work on the rules. Never logged."""
        hits: list[Hit] = []
        for code in dict.fromkeys((language, FIRST_LANGUAGE, *self.books)):
            if code in self.books:
                hits += self.english_hits(text) if code == FIRST_LANGUAGE else self.books[code].hits(text)
        return sorted(hits, key=lambda hit: -hit.signal.tier.rank)

    def english_hits(self, text: str) -> list[Hit]:
        """What the English rules find where no other language denies it; of what is denied, distress is left."""
        hits = self.books[FIRST_LANGUAGE].hits(text)
        if not any(hit.signal.tier >= Tier.URGENT for hit in hits) or (heard := self.heard_in_english(text)) == text:
            return hits
        silenced = Hit(Signal(Tier.SUPPORT, Category.DISTRESS), hits[0].rule, hits[0].words)
        return [*self.books[FIRST_LANGUAGE].hits(heard), silenced]

    def heard_in_english(self, text: str) -> str:
        """`text` without the English words for a risk that another language denies in the same sentence."""
        heard = []
        for sentence in SENTENCE_END.split(text):
            for code, book in self.books.items():
                sentence = sentence if code == FIRST_LANGUAGE else book.heard_in_english(sentence)
            heard.append(sentence)
        joined = ". ".join(heard)
        return text if joined == ". ".join(SENTENCE_END.split(text)) else joined
