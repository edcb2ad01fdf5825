"""A small content folder, of a country that isn't the United Kingdom: quick to load, and free to be changed."""

from pathlib import Path

FILES = {
    "country.yaml": """
country: Exampleland
emergency_number: "555"
emergency_department: the night clinic
everywhere: everywhere
nations:
  - {name: North Shore, crisis: north}
  - {name: South Shore, crisis: everywhere}
""",
    "crisis/everywhere.yaml": """
serves: Exampleland
lines:
- id: emergency
  name: Emergency
  says: Call if somebody may die.
  dial: "555"
  hours: {when: always, words: At any hour}
  situations: {emergency: 1, suicidal: 1, talk_now: 2}
  sources: [{url: "https://example.org/555", seen: the number}]
  launch: true
- id: listening
  name: The listening line
  says: Somebody listens.
  dial: "555 100"
  hours: {when: unknown}
  situations: {emergency: 2, suicidal: 2, talk_now: 1}
  sources: [{url: "https://example.org/listen", seen: the number}]
  launch: true
""",
    "crisis/north.yaml": """
serves: North Shore
lines:
- id: north-line
  name: The North line
  says: Somebody in the north listens.
  dial: "555 200"
  hours: {when: unknown}
  situations: {suicidal: 3, talk_now: 3}
  sources: [{url: "https://example.org/north", seen: the number}]
  launch: true
""",
    "needs.yaml": """
needs:
  - {id: low_mood, label: Feeling low, button: Feeling low, kind: feeling, synonyms: [sad]}
""",
    "places/places.csv": (
        "name,kind,latitude,longitude,county_or_district,nation,population,alt_names,parent,precision,source\n"
        "Harbourtown,town,10.0,10.0,Harbour County,North Shore,20000,,,point,example\n"
        "Farpoint,town,12.0,12.0,Far County,South Shore,20000,,,point,example\n"
    ),
    "services/harbour-mothers.yaml": """
organisation: Harbour Mothers
services:
  - id: harbour-circle
    name: Harbour circle
    summary: Mothers meet by the harbour.
    kind: peer_group
    focus: perinatal_mental_health
    formats: [group]
    for_whom: [mothers]
    stages: [pregnancy, postnatal]
    needs: [low_mood]
    serves: {places: [Harbourtown]}
    contacts: {website: "https://example.org/circle"}
    sources: [{url: "https://example.org/circle", supports: all of it}]
""",
}


def write_small_content(folder: Path) -> Path:
    """Write it into `folder`, which is made; the folder."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
    return folder
