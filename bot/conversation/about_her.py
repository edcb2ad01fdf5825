"""Phrases that say who is asking and for whom, as people type them. They only fill what has not been answered."""

from __future__ import annotations

import re
from typing import Any

from bot.conversation.session import Relation, Stage


def _listed(words: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in words.split(","))


ABOUT_HER: dict[str, dict[Any, tuple[str, ...]]] = {
    "stage": {
        Stage.LOST_BABY: _listed(
            """lost my baby, lost a baby, lost our baby, lost the baby, lost her baby, lost their baby, lost my son,
            lost our son, lost my little boy, lost our little boy, lost my little girl, lost our little girl,
            miscarriage, miscarried, stillbirth, stillborn, born sleeping, baby died, baby has died, baby passed away,
            baby is dead, my dead baby, baby loss, after a loss, bereaved, grieving my baby, grieving for my baby,
            neonatal death, cot death, ectopic, tfmr, wedi colli babi, wedi colli fy mabi, collais i fy mabi,
            wedi colli ein babi"""
        ),
        Stage.PREGNANT: _listed(
            """pregnant, pregnancy, expecting, antenatal, weeks gone, trimester, due date,
            dwi'n feichiog, dwin feichiog, dw i'n feichiog, rwy'n feichiog, rydw i'n feichiog, wi'n feichiog,
            fi'n feichiog, dwi'n disgwyl, dw i'n disgwyl, rwy'n disgwyl, disgwyl babi, disgwyl fy mabi, أنا حامل"""
        ),
        Stage.HAD_BABY: _listed(
            """newborn, had a baby, had my baby, having my baby, had her baby, had our baby, new mum, new mums,
            new mother, my baby, postnatal, postnatally, months old, weeks old, after birth, since the birth,
            wedi cael babi, wedi cael fy mabi, newydd gael babi, newydd gael fy mabi, cefais i fabi, cefais fabi,
            ces i fabi, ges i fabi, mam newydd, أنجبت, ولدت طفلي, عندي مولود"""
        ),
    },
    "relation": {
        Relation.DAD: _listed(
            """i'm a dad, im a dad, i am a dad, i'm a father, as a dad, as a father, new dad, i'm the dad, im the dad,
            for dads, dads, dads', fathers, for fathers"""
        ),
        Relation.FOR_HER: _listed(
            """for my wife, for my partner, for my girlfriend, for my daughter, for my sister, for my friend, for her,
            my wife needs, my daughter needs, my friend needs, my sister needs"""
        ),
    },
}

FOR_ANOTHER = re.compile(
    r"\bmy (?:wife|girlfriend|sister|friend|daughter|sister in law|daughter in law)(?:'s| is| has| had| lost)"
    r"(?: (?:just|had|been|so|very|really|not|a|her|the|got))*"
    r" (?:pregnant|expecting|baby|pnd|ppd|postnatal|depressed|anxious|struggling|coping|miscarriage|stillbirth)\b"
    r"|\bmy partner(?:'s| is) (?:pregnant|expecting)\b"
)
"""Somebody else whom the sentence is about ("my friend is pregnant"). "My daughter is 3 months old" is a baby."""
