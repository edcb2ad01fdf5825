"""One record of anybody's feed in our words: ORUK 1.0 and 3.0, HSDS 3.0 and 3.1, as they should be and as they are.

Nothing raises. What a record does not say stays unset; what it says oddly is a doubt, in a sentence that a charity can
act on. What the standard cannot say (the kind of help, first of all) is never inferred from a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.directory.open_referral.clean import (
    age_of,
    date_of,
    degrees_of,
    email_of,
    first_sentence,
    lines_of,
    number_of,
    one,
    phones_in,
    several,
    text_of,
    web_of,
    whole_of,
    without_headings,
)
from bot.directory.open_referral.names import NATION_AREAS, WHOLE_UK, local
from bot.directory.open_referral.schedule import read_schedules
from bot.directory.open_referral.terms import BY_KEY, FACTS

STATUS = {
    "active": "open",
    "inactive": "closed",
    "defunct": "closed",
    "temporarily closed": "temporarily_closed",
}
_NATION_OF = {code: nation for nation, code in NATION_AREAS.items()}
_WHOLE = {"united kingdom", "uk", "great britain and northern ireland", "national", "nationwide"}
_CHARITY = {"GB-CHC": "", "GB-SC": "", "GB-NIC": "NIC"}


@dataclass(slots=True)
class Reading:
    """What a record says in our words."""

    fields: dict[str, Any] = field(default_factory=dict)
    """Fields of a service, as its file would have them."""
    organisation: str = ""
    organisation_website: str | None = None
    charity_number: str | None = None
    assured: str | None = None
    """The day on which the publisher last checked it: not our own confirmation."""
    words: list[str] = field(default_factory=list)
    """Everything in it that tells what it is about: long description, eligibility, terms."""
    doubts: list[str] = field(default_factory=list)


def plain_fields(record: dict[str, Any], today: date) -> Reading:
    """The record in our words, without our own object in it (for that: extension.py)."""
    read = Reading(assured=date_of(record.get("assured_date")))
    fields = read.fields
    lines = lines_of(record.get("description"))
    described = " ".join(lines)
    _set(fields, "name", text_of(record.get("name")))
    _set(fields, "summary", first_sentence(" ".join(without_headings(lines))) if lines else None)
    _set(fields, "alert", text_of(record.get("alert")))
    _set(fields, "language_note", text_of(record.get("interpretation_services")))
    _set(fields, "not_for_says", text_of(record.get("eligibility_description")))
    _status(record, read)
    _organisation(record, read)
    _attributes(record, read)
    _ages(record, read)
    _contacts(record, read)
    _areas(record, read)
    _venue(record, read)
    _cost(record, read)
    _languages(record, read)
    _formats(record, read)
    times = read_schedules(_schedules(record), read.assured, today)
    _set(fields, "times", times.times)
    read.doubts += times.doubts
    read.words += [words for words in (described, fields.get("not_for_says")) if words]
    return read


def _set(fields: dict[str, Any], key: str, value: Any) -> None:
    if value not in (None, "", [], {}):
        fields[key] = value


def _status(record: dict[str, Any], read: Reading) -> None:
    said = (text_of(record.get("status")) or "active").casefold()
    if said not in STATUS:
        read.doubts.append(f'Its status is "{said}", which the standard does not know; please ask whether it runs.')
    status = STATUS.get(said, "possibly_closed")
    if status != "open":
        read.fields["status"] = status
        read.fields.setdefault("alert", f"Its publisher says: {said}.")


def _organisation(record: dict[str, Any], read: Reading) -> None:
    organisation = one(record.get("organization")) or one(record.get("organisation"))
    read.organisation = text_of(organisation.get("name")) or ""
    read.organisation_website = web_of(organisation.get("website")) or web_of(organisation.get("url"))
    for each in several(organisation.get("organization_identifiers")):
        scheme = (text_of(each.get("identifier_scheme")) or "").upper()
        number = re.sub(r"[\s-]", "", text_of(each.get("identifier")) or "").upper()
        number = number.removeprefix(scheme.replace("-", ""))
        if scheme in _CHARITY or "CHARITY" in (text_of(each.get("identifier_type")) or "").upper():
            number = number if number.startswith(("SC", "NIC")) else _CHARITY.get(scheme, "") + number
            if re.fullmatch(r"(SC|NIC)?\d{5,7}", number):
                read.charity_number = number


def _attributes(record: dict[str, Any], read: Reading) -> None:
    """Our own terms into our fields; other people's words are kept for telling what it is about."""
    for attribute in several(record.get("attributes")):
        term = one(attribute.get("taxonomy_term"))
        ours = local(text_of(term.get("term_uri")) or "")
        if ours:
            _our_term(*ours, read.fields)
        else:
            read.words += [words for key in ("name", "description") if (words := text_of(term.get(key)))]
    for tagged in several(record.get("service_taxonomys")):  # 1.0
        if words := text_of(one(tagged.get("taxonomy")).get("name")):
            read.words.append(words)
    for audience in several(record.get("pc_targetAudience")):
        if words := text_of(audience.get("audienceType")):
            read.words.append(words)


def _our_term(key: str, code: str, fields: dict[str, Any]) -> None:
    if key == "fact":
        fact, _, answer = code.rpartition("_")
        if fact in FACTS and answer in ("yes", "no"):
            fields[fact] = answer
        return
    taxonomy = BY_KEY.get(key)
    if taxonomy is None or (taxonomy.words and code not in {word.value for word in taxonomy.words}):
        return
    if taxonomy.several:
        listed = fields.setdefault(taxonomy.field, [])
        if code not in listed:
            listed.append(code)
    else:
        fields[taxonomy.field] = code


def _ages(record: dict[str, Any], read: Reading) -> None:
    youngest, oldest = age_of(record.get("minimum_age")), age_of(record.get("maximum_age"))
    for eligibility in several(record.get("eligibilitys")):  # 1.0
        youngest = youngest or age_of(eligibility.get("minimum_age"))
        oldest = oldest or age_of(eligibility.get("maximum_age"))
        if words := text_of(eligibility.get("eligibility")):
            read.words.append(words)
    if youngest and oldest and youngest > oldest:
        read.doubts.append(f"It is for people from {youngest} to {oldest} years, which can't be; ages are left out.")
    elif youngest or oldest:
        read.fields["ages"] = {key: age for key, age in (("from", youngest), ("to", oldest)) if age}


def _contacts(record: dict[str, Any], read: Reading) -> None:
    contacts: dict[str, Any] = {}
    lines: dict[str, list[dict[str, str]]] = {"phone": [], "text": []}
    for phone in _phones(record):
        _line(phone, lines, read)
    _set(contacts, "phone", lines["phone"])
    _set(contacts, "text", lines["text"])
    email = email_of(record.get("email"))
    if not email and text_of(record.get("email")):
        read.doubts.append("Its e-mail address is a placeholder or can't be one; it is left out.")
    personal = next((found for each in several(record.get("contacts")) if (found := email_of(each.get("email")))), None)
    if not email and personal:
        read.doubts.append("Its e-mail address is that of a contact and may be a person's own: please look at it.")
    _set(contacts, "email", email or personal)
    said = text_of(record.get("url"))
    website = web_of(said) or read.organisation_website
    if website and said and web_of(said) and not said.casefold().startswith("http"):
        read.doubts.append("Its website had no https:// in front; it was put there. Please try it.")
    _set(contacts, "website", website)
    _set(read.fields, "contacts", contacts)


def _phones(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Every telephone of the record, the service's own first. Personal names of contacts are not read."""
    found = several(record.get("phones"))
    holders = [*several(record.get("contacts"))]
    for place in several(record.get("service_at_locations")):
        holders += [place, one(place.get("location"))]
        holders += several(place.get("contacts"))
    found += [phone for holder in holders for phone in several(holder.get("phones"))]
    if not found:
        found = several(one(record.get("organization")).get("phones"))
    return found


def _line(phone: dict[str, Any], lines: dict[str, list[dict[str, str]]], read: Reading) -> None:
    kind = (text_of(phone.get("type")) or "voice").casefold()
    if kind in ("fax", "pager"):
        return
    described = text_of(phone.get("description"))
    numbers = phones_in(phone.get("number"))
    if not numbers and text_of(phone.get("number")):
        read.doubts.append(f'A telephone says "{text_of(phone.get("number"))}", and no number is in it.')
    for number, label in numbers:
        line = {"number": number}
        words = described
        if kind in ("text", "sms") and words and (asked := re.match(r"Text the word (\S+)\.\s*", words)):
            line["word"] = asked[1]
            words = words[asked.end() :] or None
        if label or (words and len(words) <= 120):
            line["says"] = label or words or ""
        into = lines["text" if kind in ("text", "sms") else "phone"]
        if number not in {one["number"] for one in into}:
            into.append({key: said for key, said in line.items() if said})


def _areas(record: dict[str, Any], read: Reading) -> None:
    """Nations by code or name. Another name is taken for a council's until the gazetteer says that it is none."""
    nations: list[str] = []
    districts: list[str] = []
    everywhere = False
    for area in several(record.get("service_areas")):
        name = text_of(area.get("name")) or text_of(area.get("service_area")) or ""
        code = (text_of(area.get("uri")) or "").rstrip("/").rsplit("/", 1)[-1]
        if code == WHOLE_UK or name.casefold() in _WHOLE:
            nations += NATION_AREAS
        elif code in _NATION_OF or name in NATION_AREAS:
            nations.append(_NATION_OF.get(code, name))
        elif name == "Anywhere":
            everywhere = True
        elif name and len(name) <= 60:
            districts.append(name)
        elif name:
            read.words.append(name)
            read.doubts.append("The area that it serves is told in a long text; please write its councils or towns.")
    serves: dict[str, Any] = {}
    _set(serves, "nations", list(dict.fromkeys(nations)))
    _set(serves, "districts", list(dict.fromkeys(districts)))
    _set(serves, "everywhere", everywhere or None)
    _set(read.fields, "serves", serves)


def _venue(record: dict[str, Any], read: Reading) -> None:
    """The first place that is no postal or virtual one."""
    places = [one(place.get("location")) for place in several(record.get("service_at_locations"))]
    places += several(record.get("locations"))
    real = [place for place in places if (text_of(place.get("location_type")) or "physical") == "physical" and place]
    if not real:
        return
    if len(real) > 1:
        read.doubts.append(f"It has {len(real)} places; the first is kept. Write the others as services of their own.")
    place = real[0]
    addresses = several(place.get("addresses")) or several(place.get("physical_addresses"))
    address = addresses[0] if addresses else {}
    venue: dict[str, Any] = {}
    street = ", ".join(part for key in ("address_1", "address_2") if (part := text_of(address.get(key))))
    name = text_of(place.get("name"))
    _set(venue, "name", name)
    _set(venue, "address", street if street != name else None)
    _set(venue, "town", text_of(address.get("city")) or (text_of(place.get("description")) if not address else None))
    postcode = (text_of(address.get("postal_code")) or "").upper()
    if re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", postcode):
        venue["postcode"] = postcode if " " in postcode else f"{postcode[:-3]} {postcode[-3:]}"
    elif postcode:
        read.doubts.append(f'"{postcode[:20]}" is not a whole UK postcode; it is left out.')
    latitude, longitude = degrees_of(place.get("latitude"), 90), degrees_of(place.get("longitude"), 180)
    if latitude is not None and longitude is not None:
        if 49 <= latitude <= 61 and -9 <= longitude <= 2.5:
            venue |= {"latitude": latitude, "longitude": longitude}
        else:
            read.doubts.append("Its point on the map is not in the UK; it is left out.")
    if len(venue.get("town", "")) > 60:
        venue.pop("town")
    _set(read.fields, "venue", venue)


def _cost(record: dict[str, Any], read: Reading) -> None:
    """Free only with an amount of 0 and the word: no amount means that nobody knows."""
    cost: dict[str, Any] = {}
    words = text_of(record.get("fees_description")) or text_of(record.get("fees"))
    for option in several(record.get("cost_options")):
        said = " ".join(part for key in ("option", "amount_description") if (part := text_of(option.get(key))))
        if whole_of(option.get("amount")) == 0 and "free" in said.casefold():
            cost["free"] = "yes"
        elif said or whole_of(option.get("amount")):
            pounds = number_of(option.get("amount"))
            shown = f"£{pounds:g}" if pounds is not None else ""
            words = words or " ".join(part for part in (shown, said) if part)
    _set(cost, "says", words if words and len(words) <= 200 else None)
    _set(read.fields, "cost", cost)


def _languages(record: dict[str, Any], read: Reading) -> None:
    codes: list[str] = []
    for language in several(record.get("languages")):
        code = text_of(language.get("code")) or ""
        name = text_of(language.get("name")) or text_of(language.get("language")) or ""
        if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", code):
            codes.append(code)
        elif found := _code_of(name or code):
            codes.append(found)
        elif name or code:
            read.doubts.append(f'The language "{(name or code)[:30]}" is not known; please write its code.')
    _set(read.fields, "languages", list(dict.fromkeys(codes)))


def _code_of(name: str) -> str | None:
    from babel import Locale

    if name.casefold() in ("british sign language", "bsl"):
        return "bfi"
    named = Locale("en").languages
    return next((code for code, known in named.items() if known.casefold() == name.casefold() and len(code) <= 3), None)


def _formats(record: dict[str, Any], read: Reading) -> None:
    """Where a feed has not our terms: what 1.0 and virtual places say plainly about how people meet."""
    attending = (text_of(record.get("attending_type")) or "").casefold()
    if attending == "phone" and "formats" not in read.fields:
        read.fields["formats"] = ["phone"]
        read.fields["ways"] = ["phone"]
    elif attending == "online" and "formats" not in read.fields:
        read.fields["formats"] = ["online"]
    elif attending == "home visit" and "ways" not in read.fields:
        read.fields["ways"] = ["home_visit"]
    elif attending == "venue" and "ways" not in read.fields:
        read.fields["ways"] = ["in_person"]
    if (text_of(record.get("attending_access")) or "").casefold() == "referral" and "referral" not in read.fields:
        read.fields["referral"] = "professional"


def _schedules(record: dict[str, Any]) -> list[dict[str, Any]]:
    found = several(record.get("schedules")) + several(record.get("regular_schedules"))
    for place in several(record.get("service_at_locations")):
        found += several(place.get("schedules")) + several(place.get("regular_schedule"))
        found += several(one(place.get("location")).get("schedules"))
    return found
