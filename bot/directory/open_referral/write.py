"""One service as a record that is valid against ORUK 3.0, HSDS 3.0 and HSDS 3.1 at once (hsds.md, section 3).

`standard` is everything that the standard has a place for. `record` adds `x_directory`: our id, and those fields that
would not come back from the rest as they were. What is left out before, and why, is in leaving.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from bot.directory.open_referral import schedule
from bot.directory.open_referral.names import AREA_URI, NATION_AREAS, OURS, identifier
from bot.directory.open_referral.read import plain_fields
from bot.directory.open_referral.terms import FACTS, TAXONOMIES, Terms
from bot.directory.service import Service, TextLine
from bot.directory.vocabulary import Answer, Format, Status

STATUS = {
    Status.OPEN: "active",
    Status.POSSIBLY_CLOSED: "active",
    Status.TEMPORARILY_CLOSED: "temporarily closed",
    Status.CLOSED: "defunct",
}
STAYS_HERE = {"id", "checked", "notes", "organisation", "organisation_website"}
"""Not among our own fields in a record: said elsewhere in it, or for editors only."""


def record(service: Service, terms: Terms, charity_number: str | None = None) -> dict[str, Any]:
    """The whole record, as `/services/{id}` gives it."""
    said = standard(service, terms, charity_number)
    back = plain_fields(said, date.min).fields
    here = own_fields(service)
    # An empty value says that what the standard can be read as does not hold.
    missing = {key: here.get(key) for key in sorted(here.keys() | back.keys()) if here.get(key) != back.get(key)}
    ours = {"local_id": service.id} | ({"fields": missing} if missing else {})
    return {**said, OURS: ours}


def own_fields(service: Service) -> dict[str, Any]:
    """The service's fields that say something, as plain data."""
    return service.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True, exclude=STAYS_HERE)


def standard(service: Service, terms: Terms, charity_number: str | None = None) -> dict[str, Any]:
    """What the standard has a place for. A field that says nothing is left out, as ORUK asks."""
    own = partial(identifier, "service", service.id)
    contacts, ages = service.contacts, service.ages
    checked = service.checked.on if service.checked else None
    whole: dict[str, Any] = {
        "id": identifier("service", service.id),
        "organization_id": identifier("organisation", service.organisation),
        "name": service.name,
        "description": service.summary,
        "url": contacts.website,
        "email": contacts.email,
        "status": STATUS[service.status],
        "alert": service.alert,
        "interpretation_services": service.language_note,
        "eligibility_description": service.not_for_says,
        "fees_description": service.cost.says,
        "minimum_age": ages.youngest if ages else None,
        "maximum_age": ages.oldest if ages else None,
        "assured_date": checked,
        "organization": _organisation(service, charity_number),
        "phones": list(_phones(service)),
        "additional_urls": list(_additional_urls(service)),
        "schedules": _schedules(service, own),
        "service_areas": [{"id": own("area", area["name"]), **area} for area in _areas(service)],
        "service_at_locations": list(_locations(service, own)),
        "languages": [{"id": own("language", code), **_language(code)} for code in service.languages],
        "cost_options": _cost(service, own),
        "attributes": list(_attributes(service, terms)),
    }
    return {key: value for key, value in whole.items() if value not in (None, [], "")}


def _organisation(service: Service, charity_number: str | None) -> dict[str, Any]:
    """The organisation; its name stands for the description that the standard asks for and our files don't have."""
    key = identifier("organisation", service.organisation)
    organisation: dict[str, Any] = {"id": key, "name": service.organisation, "description": service.organisation}
    if service.organisation_website:
        organisation["website"] = service.organisation_website
    if charity_number:
        scheme = {"SC": "GB-SC", "NI": "GB-NIC"}.get(charity_number[:2], "GB-CHC")
        number = charity_number.removeprefix("NIC")
        organisation["organization_identifiers"] = [
            {
                "id": identifier("charity", charity_number),
                "organization_id": key,
                "identifier_scheme": scheme,
                "identifier_type": "Charity number",
                "identifier": number,
            }
        ]
    return organisation


def _phones(service: Service) -> Iterator[dict[str, Any]]:
    """Numbers as printed: short codes are not international numbers. WhatsApp has no type of its own."""
    for kind, lines in (("voice", service.contacts.phone), ("text", service.contacts.text)):
        for index, line in enumerate(lines):
            phone = {"id": identifier("service", service.id, kind, str(index)), "number": line.number, "type": kind}
            word = line.word if isinstance(line, TextLine) else None
            described = " ".join(part for part in (f"Text the word {word}." if word else "", line.says or "") if part)
            yield phone | ({"description": described} if described else {})


def _additional_urls(service: Service) -> Iterator[dict[str, Any]]:
    for index, line in enumerate(service.contacts.whatsapp):
        digits = re.sub(r"\D", "", line.number)
        international = f"44{digits[1:]}" if digits.startswith("0") and not digits.startswith("00") else digits
        key = identifier("service", service.id, "whatsapp", str(index))
        yield {"id": key, "label": "WhatsApp", "url": f"https://wa.me/{international.removeprefix('00')}"}


def _schedules(service: Service, own: Any) -> list[dict[str, Any]]:
    all_of_them = [schedule.session(time) for time in service.times]
    all_of_them += schedule.opening(service.hours) if service.hours else []
    return list(schedule.with_ids(all_of_them, partial(own, "schedule")))


def _areas(service: Service) -> Iterator[dict[str, Any]]:
    serves = service.serves
    for nation in serves.nations:
        code = NATION_AREAS.get(nation)
        yield {"name": nation, "service_area": nation} | ({"uri": f"{AREA_URI}{code}"} if code else {})
    around = (f"Within {serves.within_miles} miles of where it meets",) if serves.within_miles else ()
    anywhere = ("Anywhere",) if serves.everywhere else ()
    for name in dict.fromkeys((*serves.districts, *serves.places, *serves.postcodes, *around, *anywhere)):
        yield {"name": name, "service_area": name}


def _locations(service: Service, own: Any) -> Iterator[dict[str, Any]]:
    """The venue, and for online groups a virtual place."""
    venue = service.venue
    if venue and not venue.confidential:
        location: dict[str, Any] = {"id": own("location"), "location_type": "physical"}
        named = {"name": venue.name, "latitude": venue.latitude, "longitude": venue.longitude}
        location |= {key: value for key, value in named.items() if value is not None}
        if venue.postcode and venue.town and (venue.address or venue.name):
            location["addresses"] = [_address(service, own)]
        elif venue.town:
            location["description"] = venue.town
        if service.step_free is Answer.YES:
            words = "There are no steps, or a way round them."
            location["accessibility"] = [{"id": own("step-free"), "description": words, "accessibility": words}]
        yield {"id": own("at", "venue"), "location": location}
    if Format.ONLINE in service.formats:
        online = {"id": own("online"), "location_type": "virtual", "name": "Online"}
        yield {"id": own("at", "online"), "location": online}


def _address(service: Service, own: Any) -> dict[str, Any]:
    """The standard insists on a state or province: the nation or the council, where the file names just one."""
    venue, serves = service.venue, service.serves
    assert venue is not None
    alone = [names[0] for names in (serves.nations, serves.districts) if len(names) == 1]
    return {
        "id": own("address"),
        "address_1": venue.address or venue.name,
        "city": venue.town,
        "state_province": alone[0] if alone else "United Kingdom",
        "postal_code": venue.postcode,
        "country": "GB",
        "address_type": "physical",
    }


def _language(code: str) -> dict[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = {"bfi": "British Sign Language"}.get(code)
    return {"code": code} | ({"name": name} if name else {})


def _cost(service: Service, own: Any) -> list[dict[str, Any]]:
    """Free only where a source says so: no cost option means that nobody knows."""
    if service.cost.free is not Answer.YES:
        return []
    words = service.cost.says or "Free"
    return [{"id": own("cost"), "option": "Free", "amount": 0, "currency": "gbp", "amount_description": words}]


def _attributes(service: Service, terms: Terms) -> Iterator[dict[str, Any]]:
    key = identifier("service", service.id)
    for taxonomy, code in coded(service):
        term = terms.term(taxonomy, code)
        yield {
            "id": identifier("attribute", service.id, taxonomy, code),
            "link_id": key,
            "link_entity": "service",
            "link_type": taxonomy,
            "taxonomy_term_id": term["id"],
            "taxonomy_term": term,
        }


def coded(service: Service) -> Iterator[tuple[str, str]]:
    """Taxonomy and code of everything about the service that is a term."""
    for taxonomy in TAXONOMIES:
        said = getattr(service, taxonomy.field) if taxonomy.field else ()
        for word in said if isinstance(said, tuple) else (said,):
            if str(word) != "unknown":
                yield taxonomy.key, str(word)
    for fact in FACTS:
        answer = getattr(service, fact)
        if answer is not Answer.UNKNOWN:
            yield "fact", f"{fact}_{answer}"
