"""The shop under the data map that `eraser map init` writes, with what anybody would confirm: who
is a person, and what their names are called. Whose the rest is, only foreign keys say.
"""

from __future__ import annotations

import yaml

from bench.worlds import keys
from bench.worlds.made import Made
from eraser.detect.engine import Detector
from eraser.detect.mapping import draft
from eraser.detect.scan import ScanSettings, scan
from eraser.progress import Silent

_CONFIRMED = {
    "shop/app.users": {"persons": True, "names": [{"full": "fullName"}], "personal": ["profile"]}
}


def build(persons: int, seed: int) -> Made:
    """The world of `keys` under a drafted map."""
    made = keys.build(persons, seed)
    readers = tuple(made.shelves.values())
    found = scan(readers, Detector(made.knows()), ScanSettings(), Silent())
    schemas = {schema.container: schema for reader in readers for schema in reader.describe()}
    text = draft(found.result.findings, found.filled, schemas, "SIA Bench")
    containers = yaml.safe_load(text)["containers"]
    for name, confirmed in _CONFIRMED.items():
        containers[name] |= confirmed
    made.name, made.datamap = "drafted", yaml.safe_dump({"containers": containers})
    return made
