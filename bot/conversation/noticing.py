"""The stage that answers risk in what is typed before anything else can happen to it.

The rules are asked first, then the learned net. What the rules named is answered by its own screen; what only the net
saw, by a question or the plain emergency card (see `risk.py`), after the plain replies and the fears that have answers
of their own. Then it is settled whose danger it is, what has been said already, where she is, and in which language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.conversation.about_results import said_of_results
from bot.conversation.crisis import emergency_words, nations_of
from bot.conversation.events import Typed
from bot.conversation.flow import SCREENS, go
from bot.conversation.folding import folded, folded_label
from bot.conversation.in_place import OF_HER_LIFE, OPEN, OWN_ANSWER, is_open, reply_in
from bot.conversation.reading import after_a_loss, read_sentence, tells_of_a_loss
from bot.conversation.replies import Act, Message
from bot.conversation.risk import FALL_BACK, HEARD_GRIEF, LIFE, OF_A_BABY, believed, is_about_another, kept, screen_for
from bot.conversation.screen import Move
from bot.conversation.screens.asking import ASKING
from bot.conversation.screens.behind import FAR_FROM_HER
from bot.conversation.screens.place import kept_abroad, kept_at
from bot.conversation.screens.safety import CALL_FIRST
from bot.conversation.screens.still import is_abroad
from bot.conversation.session import Session
from bot.conversation.short import question_left, severe_screen, short_answer
from bot.conversation.show import HURT_BY_SOMEBODY
from bot.conversation.turn import Answered, Outcome, Turn
from bot.conversation.typed import ALIKE, typed_button
from bot.conversation.whose import Found, has_a_plan, is_in_danger, of_another
from bot.language import Language
from bot.places import Place, is_clear
from bot.safety import Category, Plain, Signal, Situation, Tier
from bot.safety.model import GRAVER
from bot.safety.notice import gravest

CHOICES = tuple(choice.label for screen in SCREENS.values() for choice in screen.choices)
LABELS = tuple(label for label in CHOICES if not callable(label))
BY_ANSWERS = tuple(label for label in CHOICES if callable(label))
"""The labels of all choices: the same for everybody, and those that depend on what she has answered."""

ONLY_URGENT = Signal(Tier.URGENT)
"""What only the net saw, of no known kind: from somebody who is being asked already, an answer that can't be read."""
CONTROLLED = Signal(Tier.URGENT, Category.DOMESTIC_ABUSE)
A_FEW_WORDS = 12
"""Words of a message that the net must be surer of while a danger is being talked about: much is said then of who is
asleep, and of what somebody does next.
"""
LIKE_GRIEF = Signal(Tier.URGENT, Category.ESTRANGEMENT)
"""What the net alone sees in much grief: "my mum died and I wish that she could see the baby"."""


def notice_risk(turn: Turn) -> None:
    """Answer a typed message that shows risk."""
    if not isinstance(turn.event, Typed):
        return
    text, before = turn.event.text, turn.event.before
    found = _found(turn, text)
    if found is None and before:
        text = f"{before} {text}"
        found = _found(turn, text, alone=False)
    found = found or _in_the_reason(turn)
    if found is None:
        return
    raise Answered(_answer(turn, text, found))


def _in_the_reason(turn: Turn) -> Found | None:
    """The screen for what she says after her no to the direct question, where the rules know it to be a danger by
    itself: "no, he hits me".
    """
    assert isinstance(turn.event, Typed)
    if turn.session.screen not in ASKING and not question_left(turn.session):
        return None
    why = turn.kith.plain.left_of(Plain.SAYS_NO_AND_WHY, turn.event.text)
    rules = _by_rules(turn, why)
    return _screen(turn, why, rules, rules)


def _found(turn: Turn, text: str, alone: bool = True) -> Found | None:
    """The screen for what the text shows. `alone`: it is one message, and may be a plain reply or a choice."""
    rules = _by_rules(turn, text)
    return _screen(turn, text, rules, _signal(turn, text, rules, alone))


def _screen(turn: Turn, text: str, rules: Signal, signal: Signal) -> Found | None:
    """The screen for what is noticed, in the light of what the rules alone notice."""
    net_alone = rules.tier < Tier.URGENT
    own = is_in_danger(turn) and (net_alone or turn.kith.plain.speaks("said_of_her", text))
    if own and signal.category is Category.THIRD_PARTY:
        signal = Signal(signal.tier)
    if signal.tier < Tier.URGENT or (signal == ONLY_URGENT and turn.session.screen in ASKING):
        return None
    another = None if own else of_another(turn, text, signal)
    found = another or screen_for(signal, turn.answers)
    if found and found[0] == "ask_directly" and signal.category is Category.CANNOT_COPE_UNSAFE:
        found = ("you_too", ()) if is_about_another(severe_screen(turn.session)) else found
    return _settled(turn, found, signal, net_alone) if found else None


def _signal(turn: Turn, text: str, rules: Signal, alone: bool) -> Signal:
    """What the two nets notice. The net alone does not stand against a choice, a plain reply, a denial or grief."""
    watch, language = turn.kith.watch, turn.language.code
    if _has_means(turn, text, rules):
        return Signal(Tier.EMERGENCY, Category.THIRD_PARTY)
    if rules.tier is Tier.EMERGENCY or (is_a_choice(turn, text) if alone else _ends_in_an_answer(turn)):
        return rules if not _outweighed(turn, text, rules) else Signal(Tier.ORDINARY)
    both = _sure_enough(turn, text, rules, watch.beyond_rules(rules, text, language))
    if rules.tier < Tier.URGENT and not is_in_danger(turn) and turn.kith.plain.of_company_alone(text):
        return rules
    if has_a_plan(turn, text, both):
        return Signal(Tier.EMERGENCY, Category.THIRD_PARTY)
    if rules.tier >= Tier.URGENT:
        return both if not _outweighed(turn, text, rules) else Signal(Tier.ORDINARY)
    if rules.category is Category.GRIEF and both == LIKE_GRIEF:
        return rules
    reply = reply_in(turn, text) if alone else None
    answered = reply in OWN_ANSWER or (reply is not None and SCREENS[turn.session.screen].crisis)
    if answered and (both.tier is Tier.URGENT or not is_open(turn, reply)):
        return rules
    return believed(both)


def _sure_enough(turn: Turn, text: str, rules: Signal, both: Signal) -> Signal:
    """What both nets say; on a safety screen without an emergency that only the learned one sees in a few words, and is
    not sure of. It is urgent then, of no known kind: whose danger it is, and which, stays as it was told. Who fears she
    may hurt her baby, and says what she does with him, is heard all the same.
    """
    severe = severe_screen(turn.session)
    talked_about = severe not in OF_A_BABY and (turn.session.screen in ASKING or severe is not None)
    if both.sure or both.tier is not Tier.EMERGENCY or not talked_about or len(text.split()) > A_FEW_WORDS:
        return both
    if rules.tier < Tier.URGENT:
        return ONLY_URGENT
    graver = rules.category and GRAVER.get(rules.category, rules.category)
    return both if both.category is graver else rules


def _has_means(turn: Turn, text: str, rules: Signal) -> bool:
    """Whether she who was said to want to die has a knife: then that is no danger from her to somebody else."""
    if rules.category is not Category.DOMESTIC_DANGER:
        return False
    return severe_screen(turn.session) in OF_HER_LIFE and has_a_plan(turn, text, rules)


def _by_rules(turn: Turn, text: str) -> Signal:
    """What the rules notice. Who speaks of somebody and then of his own wish to die is not taken for a helper."""
    watch, language = turn.kith.watch, turn.language.code
    signal = watch.by_rules(text, language)
    if signal.category is not Category.THIRD_PARTY or not turn.kith.plain.of_own_danger(text):
        return signal
    own = [hit for hit in watch.explain(text, language) if hit.signal.category is not Category.THIRD_PARTY]
    return max(gravest(own), Signal(Tier.URGENT, Category.SUICIDE_IDEATION), key=lambda each: each.tier.rank)


def _outweighed(turn: Turn, text: str, rules: Signal) -> bool:
    """Whether a plain reply says more than the rule: "she won't let me call", of somebody else whom he helps; the yes
    to the direct question, which leads on to the next; "I don't want to wake him", of somebody near; or how to hide
    this, asked by her who has told of somebody who controls her.
    """
    reply = reply_in(turn, text)
    if turn.session.screen == "ask_directly" and reply in (Plain.AGREES, Plain.SAYS_SO):
        return rules.category is Category.SUICIDE_IDEATION
    if rules.category is Category.THIRD_PARTY and reply is Plain.COULD_BE_WOKEN:
        return True
    if rules == CONTROLLED and reply is Plain.ASKS_HOW_TO_HIDE:
        return not HURT_BY_SOMEBODY.isdisjoint(turn.session.told)
    controlled = rules.category in (Category.DOMESTIC_ABUSE, Category.DOMESTIC_DANGER)
    return controlled and reply is Plain.CANNOT_CALL and is_about_another(severe_screen(turn.session))


def _ends_in_an_answer(turn: Turn) -> bool:
    """Whether the newest of several messages answers the screen, says what the search knows, or is calm by itself.

    Then they are answers one after the other ("very hard most days", "Leeds"), not a sentence in pieces, and what the
    net would make of them together means nothing. The rules read them all the same.
    """
    assert isinstance(turn.event, Typed)
    text, screen = turn.event.text, SCREENS[turn.session.screen]
    if is_a_choice(turn, text) or typed_button(turn, screen, text) or read_sentence(turn, text):
        return True
    if text.lstrip().startswith("/") or turn.kith.plain.of_company_alone(text):
        return True
    if said_of_results(turn, text) or turn.kith.watch.is_calm_alone(text):
        return True
    if (reply := reply_in(turn, text)) is not None and reply not in OPEN:
        return True
    return screen.typed is not None and screen.typed(turn, text) is not None


def is_a_choice(turn: Turn, text: str) -> bool:
    """Whether the words are a choice that Kith offers, slips forgiven, or a name of one: the rules alone read those."""
    said, language = folded(text), turn.language
    if said in turn.kith.phrases.meanings or _is_like(said, _labels(language)):
        return True
    return _is_like(said, [folded_label(language.label(label(turn.answers))) for label in BY_ANSWERS])


def _is_like(said: str, labels: Sequence[str]) -> bool:
    return process.extractOne(said, labels, scorer=fuzz.ratio, score_cutoff=ALIKE) is not None


@lru_cache(32)
def _labels(language: Language) -> tuple[str, ...]:
    """The labels of all choices that are the same whatever she has answered, folded."""
    return tuple(dict.fromkeys(folded_label(language.label(label)) for label in LABELS))


def _settled(turn: Turn, found: Found, signal: Signal, net_alone: bool) -> Found:
    """The screen, in the light of what has been said already: never from a severe one back to a vaguer or milder one,
    and who says plainly what she was asked about before is not asked again.
    """
    screen, noticed = found
    session, severe = turn.session, severe_screen(turn.session)
    vague = signal.category in (None, Category.CANNOT_COPE_UNSAFE)
    if is_abroad(turn):
        return "abroad", noticed
    if severe and screen == "ask_directly" and (vague or severe in LIFE):
        return severe, noticed
    if severe in OF_A_BABY and net_alone and found == FALL_BACK[Tier.EMERGENCY]:
        return "safe_harm_now", ()
    if severe in CALL_FIRST and not is_about_another(severe) and found == FALL_BACK[Tier.EMERGENCY]:
        return severe, ()
    if severe and kept(severe, found, signal.tier, net_alone):
        return severe, () if net_alone else noticed
    if screen == "ask_directly" and not vague and (screen in session.told or session.screen in ASKING):
        return "safe_suicidal", noticed
    return screen, noticed


def _answer(turn: Turn, text: str, found: Found) -> Outcome:
    """The screen, with all that the same message tells: where she is, and in which language she writes."""
    screen, noticed = found
    session = where(turn, text)
    all_noticed = tuple(dict.fromkeys((*session.answers.noticed, *noticed)))
    answers = session.answers.model_copy(update={"noticed": all_noticed})
    session = _fearing(session.model_copy(update={"answers": answers, "unread": 0}), turn, screen, text)
    far = ""
    if turn.kith.plain.names_a_country(text) and is_about_another(screen) and nations_of(turn.having(session)):
        far = turn.say(FAR_FROM_HER, None, **emergency_words(turn))
        session = session.model_copy(update={"answers": session.answers.model_copy(update={"abroad": True})})
    elif turn.kith.plain.names_a_country(text):
        situation = SCREENS[screen].situation or Situation.SUICIDAL
        session, screen = kept_abroad(session.model_copy(update={"situation": situation})), "abroad"
    if SCREENS[screen].situation is Situation.MEDICAL and tells_of_a_loss(turn, text):
        session = after_a_loss(session)
    speaks = _written_in(turn, text)
    if speaks:
        session = session.model_copy(update={"language": speaks})
    now = turn.having(session)
    again = screen == turn.session.screen and not SCREENS[screen].situation
    sorry = turn.say(HEARD_GRIEF) if _tells_of_a_death(turn, text) else ""
    outcome = short_answer(now) if again else go(now, Move(session, screen, f"{sorry} {far}".strip()))
    return _with_a_way_back(outcome, turn) if speaks else outcome


def _tells_of_a_death(turn: Turn, text: str) -> bool:
    """Whether the rules read in it that somebody has died."""
    hits = turn.kith.watch.explain(text, turn.language.code)
    return any(hit.signal.category is Category.GRIEF for hit in hits)


def _fearing(session: Session, turn: Turn, screen: str, text: str) -> Session:
    """The session with what the message says of somebody near her who does harm: whether it is a partner or kin."""
    plain = turn.kith.plain
    if screen not in HURT_BY_SOMEBODY and not plain.speaks("did_harm", text):
        return session
    named = [who for who, words in (("partner", "that_one"), ("kin", "kin")) if plain.speaks(words, text)]
    return session.model_copy(update={"feared": True, "feared_of": tuple(dict.fromkeys((*session.feared_of, *named)))})


def where(turn: Turn, text: str, places: tuple[Place, ...] = ()) -> Session:
    """The session with the place that the message names: `places`, or one found in it unless she has said where she is.

    Where several bear the name and all are in one nation, the nation is known at least.
    """
    if not places:
        mention = turn.kith.gazetteer.mentioned(text)
        if mention is None or turn.answers.place or turn.answers.nation:
            return turn.session
        places = mention.places
    if is_clear(places):
        return kept_at(turn.session, places[0])
    nations = {nation for place in places for nation in place.nations}
    if len(nations) != 1:
        return turn.session
    answers = turn.answers.model_copy(update={"nation": nations.pop()})
    return turn.session.model_copy(update={"answers": answers})


def _written_in(turn: Turn, text: str) -> str | None:
    """The shipped language, other than the chat's, by whose rules alone the risk was noticed."""
    books = turn.kith.watch.books
    graves = {code: gravest(books[code].hits(text)).tier for code in turn.kith.languages if code in books}
    own = graves.pop(turn.language.code, Tier.ORDINARY)
    if own >= Tier.URGENT or not graves:
        return None
    code = max(graves, key=lambda each: graves[each].rank)
    return code if graves[code] >= Tier.URGENT else None


def _with_a_way_back(outcome: Outcome, turn: Turn) -> Outcome:
    """The answer with a button to the language that the chat was in, so that no change is silent."""
    button = Act(label=turn.language.name, action=f"language:{turn.language.code}")
    last = max(at for at, reply in enumerate(outcome.replies) if isinstance(reply, Message))
    message = outcome.replies[last]
    assert isinstance(message, Message)
    changed = message.model_copy(update={"rows": ((button,), *message.rows)})
    return replace(outcome, replies=(*outcome.replies[:last], changed, *outcome.replies[last + 1 :]))
