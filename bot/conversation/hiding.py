"""Reading that the chat must be hidden, in the words of somebody who is in a hurry: "hide this please he's here".

What is taken for it wrongly costs her her answers; what is missed may be read by the one she fears. So any short
message with "hide" counts that orders it, or that says who is coming or reading. Hiding oneself, a bruise or a feeling
("i hide from him", "hide my feelings") does not.
"""

from __future__ import annotations

import re

A_SHORT_MESSAGE = 10
"""Words."""

OF_THE_CHAT = r"(?:(?:this|it|the|my|our|all|everything|chat|conversation|messages?) ?)+"
HIDE = re.compile(
    r"(?<!he )(?<!she )(?<!they )\bhide\b"
    r"(?! (?:from|in|under|behind|with|away|me|myself|us|and seek|how|(?:my|the) (?!chat|messages?|conversation))\b)"
)
ORDERED = re.compile(rf"^(?:(?:please|quick|quickly|can you|could you|now) )*hide(?: {OF_THE_CHAT})?(?: |$)")
HURRY = re.compile(
    r"\b(?:here|back|home|now|quick|quickly|fast|please|chat|conversation|messages?|this|it|everything|all)\b"
)
SOMEBODY = re.compile(
    r"\b(?:he|he'?s|him|she|she'?s|her|they|they'?re|someone|somebody|husband|partner|boyfriend|dad|mum|mother)\b"
)
DOES = re.compile(r"\b(?:coming|here|home|back|reading|reads|looking|looks|watching|sees|see|seen|checks|checking)\b")


def says_hide(said: str) -> bool:
    """Whether a short message, folded, asks the chat to be hidden, whatever else it says of who is coming."""
    if len(said.split()) > A_SHORT_MESSAGE or not HIDE.search(said):
        return False
    ordered = ORDERED.search(said) and (HURRY.search(said) or SOMEBODY.search(said))
    return bool(ordered or (SOMEBODY.search(said) and DOES.search(said)))
