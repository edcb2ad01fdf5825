"""Whether a text is English enough for the learned net, which knows no other language.

Shown Polish or Welsh, the net would alarm at nearly everything. Two signs are counted: words that the net has whole in
its vocabulary (other languages fall to pieces there), and the little words of English, texted or in dialect too.
Measured on the development sets: 3 % of the English messages are turned away, nearly all of them heavy text-speak, and
2 of 99 in other languages written in Latin letters let in.
"""

from __future__ import annotations

import re
from collections.abc import Callable

WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*|[^\W\d_]+")
KNOWN_SHARE = 0.75
LITTLE_SHARE = 0.2

LITTLE_WORDS = frozenset(
    """
    the and is it it's its im i'm ive i've ill i'll my you your he's she's his her him she they them we our us was were
    are have has had been can cant can't dont don't didn't didnt not nothing never for with that this there what when
    how who why if but just like about all any from out off going gonna gunna want wanna know think feel get take taken
    need tonight anymore day night would could should will won't wont did isn't isnt wasn't wasnt myself one too very
    really now then after before because cos keep still more over into some someone groups near postcode live hubby
    husband partner mum kids babys baby's
    hav hv hve u ur wiv bby hes shes n nt jus jst wat wot tho cud wud shud gna wna dnt wnt bin nite 2nite agen agin ded
    plz pls 2 4 b4 ppl evry nd cnt gettin bein tae fae dae cannae wasnae didnae dinnae wee aw ah ma maself gonnae tht
    """.split()
)


def is_english(text: str, is_known: Callable[[str], bool]) -> bool:
    """`is_known` says whether a small-lettered word stands whole in the net's vocabulary."""
    words = WORD.findall(text.lower())
    if not words:
        return False
    known = sum(is_known(word) or "'" in word for word in words)
    little = sum(word in LITTLE_WORDS for word in words)
    return known >= KNOWN_SHARE * len(words) or little >= LITTLE_SHARE * len(words)
