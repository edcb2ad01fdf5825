"""What every verb of the command `kith` shares: its exit codes, and how it says that it was asked wrongly."""

from __future__ import annotations

import argparse
from typing import NoReturn

FINE, FINDINGS, WRONG_USE = 0, 1, 2


class Misuse(Exception):
    """What was asked can't be done as asked; the text is the sentence that the person reads."""


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise Misuse(f"{message[:1].upper()}{message[1:]}. Try: {self.prog} --help")
