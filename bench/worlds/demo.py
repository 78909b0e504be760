"""The demo's made-up energy seller as one more world, with the labels that it comes with."""

from __future__ import annotations

from bench.worlds.made import Claim, Made, Share
from bench.worlds.weighed import TODAY
from eraser.demo.plant.files import datamap_text
from eraser.demo.world.places import Place
from eraser.demo.world.record import Claim as Label
from eraser.demo.world.record import Fate, Planted
from eraser.demo.world.subjects import subject_of
from eraser.demo.world.world import World as Company

_KEYS = {"crm": ("id",), "files": ("object", "version", "row"), "search": ("id", "routing")}
_OWN_KEYS = {Place.METERS: ("meter_number",), Place.INVOICES: ("invoice_number",)}


def build(persons: int, seed: int) -> Made:
    """The world of `eraser demo`; every person asks."""
    company = Company(seed, persons, TODAY)
    text = datamap_text(company.names)
    body = "\n".join(
        line for line in text.splitlines() if not line.startswith(("version", "contr"))
    )
    made = Made("demo", body, {"customer-number": "K-[0-9]{7}"})
    for record in company.decoys():
        _put(made, company, record)
    for home in company.households():
        for record in company.records_of(home):
            _put(made, company, record)
    for number in range(persons):
        made.truth[number] = {
            label.ref: _claim(number, claim)
            for label in company.labels_of(number)
            if (claim := label.claim(number)) is not None
        }
        made.ask_as(number, subject_of(company.person(number)))
    return made


def _put(made: Made, company: Company, record: Planted) -> None:
    container = company.names.container(record.place)
    name = str(container)
    made.table(name, *_OWN_KEYS.get(record.place, _KEYS[container.store]))
    made.put(name, record.key, record.fields)


def _claim(person: int, label: Label) -> Claim:
    tops = frozenset(path.split("[")[0].split(".")[0] for path in label.fields)
    if label.fate in (Fate.JOINT, Fate.REDACTED):
        return Claim(person, Share.PART, tops)
    return Claim(person, Share.DOUBT if label.fate is Fate.REVIEW else Share.OWN)
