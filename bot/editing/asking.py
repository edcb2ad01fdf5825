"""Asks questions in a terminal, one at a time, and asks again with what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.directory.findings import nearest

Ask = Callable[[str], str]
"""Shows a prompt and gives what is typed, as `input` does; raises EOFError or KeyboardInterrupt at the end."""
Say = Callable[[str], object]
Check = Callable[[str], str]
"""Takes an answer and gives a sentence when it is wrong, "" when it is right."""
YES, NO = ("y", "yes"), ("n", "no")


@dataclass(slots=True)
class Asker:
    """Asks in a terminal, or wherever `ask` reads from."""

    ask: Ask
    say: Say

    def words(self, question: str, *, needed: bool = False, check: Check | None = None) -> str:
        """An answer of words; "" when it may be left empty and is. check gives a sentence when it is wrong."""
        while True:
            answer = " ".join(self.ask(f"\n{question}\n> ").split())
            if not answer and not needed:
                return ""
            wrong = _wrong(answer, check)
            if not wrong:
                return answer
            self.say(wrong)

    def yes(self, question: str) -> bool:
        """A question that has to be answered with yes or no."""
        while True:
            answer = self.ask(f"\n{question} (y/n) ").strip().casefold()
            if answer in YES or answer in NO:
                return answer in YES
            self.say("Please write y or n.")

    def known(self, question: str) -> str:
        """yes, no, or "" when it isn't known."""
        answers = {"y": "yes", "yes": "yes", "n": "no", "no": "no", "": ""}
        while True:
            answer = self.ask(f"\n{question} (y/n, or leave it empty when you don't know)\n> ").strip().casefold()
            if answer in answers:
                return answers[answer]
            self.say("Please write y or n, or nothing.")

    def several(self, question: str, choices: Mapping[str, str], *, needed: bool, one: bool = False) -> list[str]:
        """Ids from a numbered list: their numbers or their words, with commas between."""
        self.say(f"\n{question}")
        for number, (word, meaning) in enumerate(choices.items(), 1):
            self.say(f"  {number:>2}  {meaning[:1].upper()}{meaning[1:]}{f'  [{word}]' if word != meaning else ''}")
        how = "One number" if one else "Numbers, with commas between"
        return self._picked(f"{how}{'' if needed else ', or nothing'}:", list(choices), needed, one)

    def _picked(self, prompt: str, words: list[str], needed: bool, one: bool) -> list[str]:
        while True:
            said = self.ask(f"{prompt} ").strip().casefold()
            picked = [word for part in said.split(",") for word in _words_in(part, words)]
            odd = next((each for each in picked if each not in words), None)
            if odd is not None:
                close = nearest(odd, words)
                self.say(f'"{odd}" is not on the list. {f"Did you mean {close}?" if close else "Look at the numbers."}')
            elif not picked and needed:
                self.say("This one is needed.")
            elif one and len(picked) > 1:
                self.say("Only one, please.")
            else:
                return list(dict.fromkeys(picked))


def _wrong(answer: str, check: Check | None) -> str:
    if not answer:
        return "This one is needed."
    if not answer.isprintable():
        return "There is a letter in it that can't be read. Please type it again."
    return check(answer) if check else ""


def _words_in(part: str, words: list[str]) -> list[str]:
    """What stands between two commas: numbers or words with spaces between, or one word that has spaces in it."""
    each = [_by_number(one, words) for one in part.split()]
    whole = "_".join(part.split())
    if all(one in words for one in each):
        return each
    return [whole] if whole in words else [" ".join(part.split())]


def _by_number(given: str, words: list[str]) -> str:
    return words[int(given) - 1] if given.isdecimal() and 0 < int(given) <= len(words) else given
