"""What people type when they are asked where they are, and the place that is found."""

from __future__ import annotations

import time

import pytest

from bot.places import Gazetteer, is_clear
from bot.places.rows import Bearers

CLEAR = """
bs5                     BS5             BS5     England
bs 5                    BS5             BS5     England
BSS5                    BS5             BS5     England
b s 5                   BS5             BS5     England
bs-5                    BS5             BS5     England
BS5.                    BS5             BS5     England
my postcode is bs5      BS5             BS5     England
BS5, Bristol            BS5             BS5     England
Bristol BS5             BS5             BS5     England
London E8               E8              E8      England
Durham                  Durham          DH1     England
BS5 6                   BS5 6           BS5     England
BS5 6XX                 BS5 6           BS5     England
bs56xx                  BS5 6           BS5     England
BS5 OAA                 BS5 0           BS5     England
EC1                     EC1             EC1M    England
W1                      W1              W1B     England
EC1A 1BB                EC1A 1          EC1A    England
LSl                     LS1             LS1     England
SWlA                    SW1A            SW1A    England
e1 6an                  E1 6            E1      England
kw1                     KW1             KW1     Scotland
g51 2                   G51 2           G51     Scotland
CF24                    CF24            CF24    Wales
bt48                    BT48            BT48    Northern Ireland
BT1 5GS                 BT1             BT1     Northern Ireland
JE2 3AB                 JE2             JE2     Jersey
gy1                     GY1             GY1     Guernsey
GY9                     GY9             GY9     Guernsey
im1 1aa                 IM1             IM1     Isle of Man
stokport                Stockport       SK1     England
edinbrugh               Edinburgh       EH2     Scotland
birmigham               Birmingham      B3      England
Birmimgham              Birmingham      B3      England
glascow                 Glasgow         G2      Scotland
lester                  Leicester       LE1     England
midlesborough           Middlesbrough   TS1     England
Milton Kenes            Milton Keynes   MK9     England
near Govan              Govan           G51     Scotland
i live in bath          Bath            BA2     England
Manchester              Manchester      M1      England
leeds                   Leeds           LS1     England
Bristol                 Bristol         BS1     England
Cardiff                 Cardiff         CF10    Wales
East Kilbride           East Kilbride   G74     Scotland
brighton                Brighton        BN1     England
Toxteth                 Toxteth         L8      England
Leith                   Leith           EH6     Scotland
Bogside                 Derry           BT47    Northern Ireland
Harehills               Harehills       LS8     England
Caerdydd                Cardiff         CF10    Wales
Abertawe                Swansea         SA1     Wales
Wrecsam                 Wrexham         LL11    Wales
Casnewydd               Newport         NP20    Wales
yng Nghaerdydd          Cardiff         CF10    Wales
o Gaerdydd              Cardiff         CF10    Wales
ym Mangor               Bangor          LL57    Wales
i Fangor                Bangor          LL57    Wales
Glaschu                 Glasgow         G2      Scotland
Dùn Èideann             Edinburgh       EH2     Scotland
Inbhir Nis              Inverness       IV1     Scotland
An Gearasdan            Fort William    PH33    Scotland
Doire                   Derry           BT47    Northern Ireland
Béal Feirste            Belfast         BT1     Northern Ireland
Doolish                 Douglas         IM1     Isle of Man
Pennsans                Penzance        TR18    England
Llanfairpwllgwyngyll    Llanfairpwllgwyngyll  LL61  Wales
Sark                    Sark            GY10    Guernsey
Jersey                  Jersey          -       Jersey
Guernsey                Guernsey        -       Guernsey
the isle of man         Isle of Man     -       Isle of Man
Cornwall                Cornwall        -       England
Kent                    Kent            -       England
Scotland                Scotland        -       Scotland
NI                      Northern Ireland  -     Northern Ireland
the Highlands           Highland        -       Scotland
Orkney                  Orkney Islands  -       Scotland
Skye                    Isle of Skye    -       Scotland
Ynys Môn                Isle of Anglesey  -     Wales
IoW                     Isle of Wight   -       England
the wirral              Wirral          CH43    England
Yorkshire               Yorkshire       -       England
London                  London          -       England
Llundain                London          -       England
co down                 County Down     -       Northern Ireland
Newcastle co down       Newcastle       BT33    Northern Ireland
Hackney                 Hackney         E8      England
Lewisham                Lewisham        SE23    England
Tower Hamlets           Tower Hamlets   E1W     England
NE London               North East London  -    England
south london            South London    -       England
Brighton and Hove       Brighton and Hove  BN1  England
St Helens               St Helens       WA10    England
saint helens            St Helens       WA10    England
King's Lynn             King's Lynn     PE30    England
kings lynn              King's Lynn     PE30    England
Hammersmith & Fulham    Hammersmith and Fulham  W6  England
Newcastle-upon-Tyne     Newcastle upon Tyne  NE1  England
stoke on trent          Stoke-on-Trent  ST4     England
Stoke                   Stoke-on-Trent  ST4     England
Brum                    Birmingham      B3      England
Newport, Wales          Newport         NP20    Wales
newport shropshire      Newport         TF10    England
Newport Isle of Wight   Newport         PO30    England
Moss Side Manchester    Moss Side       M14     England
Richmond North Yorkshire  Richmond      DL10    England
weston super mare       Weston-super-Mare  BS23  England
Berwick                 Berwick-Upon-Tweed  TD15  England
"""
"""What is typed, the name of the place, its outcode and its nation; "-" where nothing is asked of it."""

A_CHOICE = (
    "Newport", "Richmond", "Newcastle", "Bangor", "Ashford", "Gillingham", "Whitchurch", "Barrow", "Alderney", "Hope",
    "Moss Side", "St Ives", "Ashton", "Milton", "Kingsmead",
)  # fmt: skip

NOTHING = (
    "", " ", "?", "...", "🤷‍♀️", "BFPO", "BFPO 1", "Paris", "paris france", "Dublin", "Lagos", "Perth Australia",
    "Ireland", "uk", "hello", "help",
    "no idea", "i dont know", "prefer not to say", "asdfghjkl", "working", "qqqqqq", "12345", "0S5",
    "GIR 0AA", "ZZ9 9ZZ", "';DROP TABLE places;--", "../../etc",
    "\x00\x01", "\u202egnirb", "９９９", "%s%n",
)  # fmt: skip

BORDERS = {"CH4": {"England", "Wales"}, "TD15": {"England", "Scotland"}, "DG16": {"England", "Scotland"},
           "SY13 1AA": {"England", "Wales"}, "HR3 5": {"England", "Wales"}, "NP16": {"England", "Wales"}}  # fmt: skip


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("typed", "name", "outcode", "nation"), rows(CLEAR))
def test_what_people_type_is_one_clear_place(
    gazetteer: Gazetteer, typed: str, name: str, outcode: str, nation: str
) -> None:
    found = gazetteer.find(typed)
    assert is_clear(found), found
    assert found[0].name == name
    assert outcode in ("-", found[0].outcode)
    assert nation in ("-", found[0].nation)


@pytest.mark.parametrize("typed", A_CHOICE)
def test_a_name_that_several_places_have_is_a_choice_between_districts(gazetteer: Gazetteer, typed: str) -> None:
    found = gazetteer.find(typed)
    assert len(found) > 1
    assert not is_clear(found)
    told_apart = [(place.name, place.district) for place in found]
    assert len(set(told_apart)) == len(told_apart)


@pytest.mark.parametrize("typed", NOTHING)
def test_what_is_not_a_place_here_finds_nothing(gazetteer: Gazetteer, typed: str) -> None:
    assert gazetteer.find(typed) == ()


@pytest.mark.parametrize("typed", sorted(BORDERS))
def test_an_outcode_on_a_border_has_both_nations_and_is_sure_of_neither(gazetteer: Gazetteer, typed: str) -> None:
    place = gazetteer.find(typed)[0]
    assert set(place.nations) == BORDERS[typed]
    assert place.nation is None


def test_the_choice_of_newports_has_those_that_people_mean(gazetteer: Gazetteer) -> None:
    assert {"NP20", "PO30", "TF10"} <= {place.outcode for place in gazetteer.find("newport")}


def test_a_london_borough_knows_its_district(gazetteer: Gazetteer) -> None:
    for borough in ("Hackney", "Tower Hamlets", "Lewisham", "Croydon", "Barnet"):
        place = gazetteer.find(borough)[0]
        assert borough in place.districts
        assert borough in place.district


def test_south_london_takes_in_its_boroughs_and_no_others(gazetteer: Gazetteer) -> None:
    districts = gazetteer.find("South London")[0].districts
    assert {"Lewisham", "Southwark", "Croydon"} <= set(districts)
    assert "Hackney" not in districts


def test_london_is_all_of_its_boroughs_and_not_westminster_alone(gazetteer: Gazetteer) -> None:
    london = gazetteer.find("London")[0]
    assert london.kind == "region"
    assert {"Greater London", "Hackney", "Croydon", "Westminster"} <= set(london.districts)


def test_a_town_comes_before_the_council_that_is_named_after_it(gazetteer: Gazetteer) -> None:
    for town in ("Cardiff", "Newport", "Durham", "Lancaster", "Stirling", "Hull"):
        assert gazetteer.find(town)[0].kind in ("city", "town")


def test_a_county_takes_in_its_districts_and_the_city_inside_it(gazetteer: Gazetteer) -> None:
    assert {"Kent", "Ashford", "Medway"} <= set(gazetteer.find("Kent")[0].districts)


def test_a_whole_nation_has_no_districts(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Wales")[0].districts == ()


def test_nobody_is_sent_to_a_sorting_office(gazetteer: Gazetteer) -> None:
    """ST55, BN88 and their like hold the post of one firm; nobody lives there."""
    assert [place.outcode for place in gazetteer.find("Newcastle under Lyme")] == ["ST5"]


def test_a_shared_location_is_its_nearest_outcode_and_a_location_abroad_is_none(gazetteer: Gazetteer) -> None:
    here = gazetteer.near(51.4612, -2.5583)
    assert here is not None
    assert (here.outcode, here.nation, here.latitude) == ("BS5", "England", 51.4612)
    for abroad in ((48.85, 2.35), (0.0, 0.0), (95.0, 0.0), (float("nan"), 0.0), (51.0, float("inf"))):
        assert gazetteer.near(*abroad) is None


def test_finding_takes_a_few_milliseconds(gazetteer: Gazetteer) -> None:
    typed = [row[0] for row in rows(CLEAR)] + list(A_CHOICE) + list(NOTHING)
    began = time.perf_counter()
    for words in typed:
        gazetteer.find(words)
    assert (time.perf_counter() - began) / len(typed) < 0.02, "on average, on a busy machine; usually well under 5 ms"


def test_a_name_has_its_bearers_in_the_order_in_which_they_came() -> None:
    bearers = Bearers()
    for number, name in enumerate(("ash", "elm", "ash", "oak", "ash")):
        bearers.add(name, number)
    assert dict(bearers) == {"ash": (0, 2, 4), "elm": (1,), "oak": (3,)}
    assert "fir" not in bearers
    assert bearers.get("fir", ()) == ()
