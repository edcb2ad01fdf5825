"""Places inside sentences: those that are meant are found, and the words of every day are left alone."""

from __future__ import annotations

import time

import pytest

from bot.places import Gazetteer, is_clear

TAKEN = """
is there a group near BS5 for birth trauma, mornings? | BS5 | BS5
Any baby groups in Govan please | Govan | Govan
i live in reading and i feel so low | reading | Reading
I'm in Reading with my 3 month old | Reading | Reading
hi, mum of two from bath way, well, near Bath | Bath | Bath
any walks around Bath on a thursday | Bath | Bath
I live near Hope and there is nothing here | Hope | Hope
moved to stockport last year and know nobody | stockport | Stockport
anything for dads in stokport on a saturday | stokport | Stockport
peer support leeds | leeds | Leeds
Is there a mums choir in Cardiff? | Cardiff | Cardiff
we live in Stoke on Trent, any groups | Stoke on Trent | Stoke-on-Trent
she lives in Newcastle upon Tyne and won't go out | Newcastle upon Tyne | Newcastle upon Tyne
anything in Newport, Wales for new mums? | Newport, Wales | Newport
is there one in Richmond, North Yorkshire | Richmond, North Yorkshire | Richmond
help in Tower Hamlets in Bengali | Tower Hamlets | Tower Hamlets
groups for young mums in south london | south london | South London
something in the Highlands maybe | Highlands | Highland
anything on the phone in kent? | kent | Kent
we're on the coast near Weston-super-Mare | Weston-super-Mare | Weston-super-Mare
I'm at my mum's in St Albans till March | St Albans | St Albans
E8 mum here, struggling a bit | E8 | E8
my postcode is m14 5tp and i want a group | m14 5tp | M14 5
nearest to g42 please | g42 | G42
mums and babies group ls8? needs to be free | ls8 | LS8
a bit isolated, no friends, DE22 | DE22 | DE22
anyone near bs 5 for a walk | bs 5 | BS5
oes grwp yng Nghaerdydd? | Nghaerdydd | Cardiff
dwi'n byw ym Mangor efo babi newydd | Mangor | Bangor
any mums round Omagh fancy a natter | Omagh | Omagh
living in the Wirral with twins | Wirral | Wirral
I LIVE IN GLASGOW AND NEED HELP | GLASGOW | Glasgow
any groups in Moss Side | Moss Side | Moss Side
hi I'm from Lincoln | Lincoln | Lincoln
come from preston originally | preston | Preston
groups near M8 please | M8 | M8
im in wales and on my own | wales | Wales
is there a group in wales for birth trauma | wales | Wales
anything in north wales on a monday | north wales | North Wales
near the new forest if you can | new forest | New Forest
a choir in the Borders? | Borders | Scottish Borders
stuck on Orkney with a newborn | Orkney | Orkney Islands
group in hull | hull | Kingston upon Hull
im in hull | hull | Kingston upon Hull
group in bath | bath | Bath
groups in reading, mornings | reading | Reading
any mums in hove? | hove | Hove
groups in rye | rye | Rye
I live near wick | wick | Wick
bengali mothers group lewisham | lewisham | Lewisham
sutton mums group please | sutton | Sutton
close to the angel, islington | angel | Angel
somewhere near wick in the highlands | wick in the highlands | Wick
st helens or widnes, i don't mind | st helens | St Helens
between hawick and selkirk | hawick | Hawick
between wrexham and oswestry, on the english side | oswestry | Oswestry
not leeds, bradford | bradford | Bradford
"""
"""A sentence, the words in it that name the place, and the place."""

LEFT_ALONE = """
between feeds i sit and stare
between mum and grace there is no peace
i cried in the street
people say deal with it
it is a battle most days
the group fell flat
I mean well
they kept us on the Princess of Wales unit
she put the blanket on Harris
thanks m8
b4 the birth i was fine
my son lincoln is 6 weeks old
little harlow won't settle
i got a letter from margaret my midwife
that was from chelsea at the clinic
reflux in newborns is awful
we moved here from rotterdam
i cry in bed most nights
I hope it gets better
reading a book in the bath is my only peace
im in bath
we are in hope of better days
i lost interest in reading
she is in deal with her mum
she is due in march
she is due in March and I'm scared
my baby was born in May
i need help
is there a 1 to 1 i could have
im 5 weeks postpartum and so tired
i'm 8 weeks pregnant
she's 2 and he's 4
so 1 hour of sleep last night
so 15 minutes later he woke up again
gave me 2 options and neither was good
my ex 4 years on still rings
DD 5 months wont settle
DS 4 and DD 2, both poorly
my house is in a state
i feel trapped at home
i was in labour for 40 hours
the letter from work made me panic
can i talk by text
i was in hospital for a week
i am in pain all the time
i wake around 3am and worry
is there anyone near me
my eldest is in sandwich class
they said my b12 is low
I take vitamin b12 and iron
the co2 monitor went off
we got stuck on the M6 with a screaming baby
my l4 and l5 discs are gone
he just plays on his ps4 all night
I was reading about it last night
I've run the bath and it's not the same
i sit in the bath and cry
i have no wish to wake up in the morning
I am in need of someone to talk to
he's in the army and away till summer
im in the car crying outside work
outside nursery drop off i just freeze
I feel like I'm living in hell
living in a fog since he was born
it's like living at the bottom of a well
based on what the midwife said
from Kelly my health visitor
my friend from church has been kind
I was at the park when it started
at night it all comes back
in time it will pass they say
in case it happens again
i am in love with him but so sad
we were in theatre for two hours
my stitches came undone in the shower
everyone in class seems fine
he was in special care for a month
i have been in bits since tuesday
in general i'm ok
in short i can't cope
in the end i told my mum
my mum is in a home now
he shouts at the baby
i want to be at peace
i keep looking at the wall
at the weekend i am alone
at the moment i can't leave the house
from day one i felt nothing
from the outside we look perfect
from the minute she was born
around the clock feeding
I'm the one welling up in the car
working nights and walking the pram all day
talking to a wall would be better
i was in so much pain with my first
she weighs 9 lb 4 and feeds every 2 hours
10 ml 2 hours apart
we tried to conceive for 6 years
i had a c section, grade 1 emergency
is it 3 or 4 sessions a week
the group is on at 10 30 on mondays
I feel low
What is the cost
my mum and dad live a long way off
I'm in the dark about what happens next
in my head i am a bad mother
I was in ward 7 for a week
sat in the garden with a cup of tea
i'm stuck in the middle of it all
it all went wrong in theatre 2
the baby is in with us at night
"""


def rows(table: str) -> list[tuple[str, str, str]]:
    cells = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [(sentence, words, name) for sentence, words, name in cells]


@pytest.mark.parametrize(("sentence", "words", "name"), rows(TAKEN))
def test_a_place_that_is_meant_is_found(gazetteer: Gazetteer, sentence: str, words: str, name: str) -> None:
    mention = gazetteer.mentioned(sentence)
    assert mention is not None
    assert sentence[mention.start : mention.end] == words
    assert mention.places[0].name == name


@pytest.mark.parametrize("sentence", LEFT_ALONE.strip().splitlines())
def test_the_words_of_every_day_are_not_places(gazetteer: Gazetteer, sentence: str) -> None:
    assert gazetteer.mentioned(sentence) is None


@pytest.mark.parametrize("sentence", LEFT_ALONE.strip().splitlines())
def test_they_are_not_places_with_a_capital_at_the_start_or_in_capitals_throughout(
    gazetteer: Gazetteer, sentence: str
) -> None:
    assert gazetteer.mentioned(sentence[0].upper() + sentence[1:]) is None
    assert gazetteer.mentioned(sentence.upper()) is None


def test_the_words_after_a_name_say_which_one_it_is(gazetteer: Gazetteer) -> None:
    mention = gazetteer.mentioned("any groups in Newport, Shropshire on fridays")
    assert mention is not None
    assert is_clear(mention.places)
    assert mention.places[0].outcode == "TF10"


def test_a_name_of_several_places_stays_a_choice_in_a_sentence(gazetteer: Gazetteer) -> None:
    mention = gazetteer.mentioned("is there a walking group in newport")
    assert mention is not None
    assert not is_clear(mention.places)


def test_the_end_of_a_full_postcode_in_a_sentence_is_not_kept(gazetteer: Gazetteer) -> None:
    mention = gazetteer.mentioned("we are at M14 5TP if you can send someone")
    assert mention is not None
    assert "5TP" not in repr(mention).upper()


def test_a_very_long_message_is_read_quickly(gazetteer: Gazetteer) -> None:
    long = "i feel so alone at home with the baby and in the night it is worse near the end " * 2_000
    began = time.perf_counter()
    assert gazetteer.mentioned(long) is None
    assert gazetteer.find(long) == ()
    assert time.perf_counter() - began < 1.0


def test_an_ordinary_message_is_read_in_a_few_milliseconds(gazetteer: Gazetteer) -> None:
    message = (
        "i had my little girl in november and everything since has been so hard, i cry most days and my partner " * 3
    )[:300]
    began = time.perf_counter()
    for _ in range(20):
        gazetteer.mentioned(message)
    assert (time.perf_counter() - began) / 20 < 0.02
