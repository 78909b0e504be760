"""What is kept, sealed, of one plan: enough to resume it and to verify it a year later.

The plan's own text, every identifier that is known of the subject, and what the verification may
still find. It is personal data, so `state.State` stores only its encrypted bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from eraser.errors import EvidenceError
from eraser.model.place import Container, RecordRef
from eraser.model.proof import Expectation, Why
from eraser.model.subject import Identifier


@dataclass(frozen=True, slots=True)
class CaseFile:
    """`plan` is the JSON of the plan file; `expectations` what may be found afterwards;
    `controller` whom the request was to, when it was not the data map's own.
    """

    plan: str
    identifiers: tuple[Identifier, ...]
    expectations: tuple[Expectation, ...]
    controller: str = ""

    def to_bytes(self) -> bytes:
        """As versioned JSON, to be sealed."""
        content = {
            "version": 1,
            "plan": self.plan,
            "controller": self.controller,
            "identifiers": [asdict(i) for i in self.identifiers],
            "expectations": [
                {
                    "store": e.ref.container.store,
                    "container": e.ref.container.name,
                    "key": list(e.ref.key),
                    "content": e.content,
                    "why": e.why.value,
                }
                for e in self.expectations
            ],
        }
        return json.dumps(content, ensure_ascii=False).encode("utf-8")

    @classmethod
    def from_bytes(cls, content: bytes) -> CaseFile:
        """Read it back. Raises EvidenceError when a newer version wrote it."""
        found = json.loads(content)
        if found["version"] != 1:
            raise EvidenceError("This case file was written by a newer eraser: use that one.")
        return cls(
            plan=found["plan"],
            identifiers=tuple(Identifier(**row) for row in found["identifiers"]),
            expectations=tuple(
                Expectation(
                    ref=RecordRef(Container(row["store"], row["container"]), tuple(row["key"])),
                    content=row["content"],
                    why=Why(row["why"]),
                )
                for row in found["expectations"]
            ),
            controller=found.get("controller", ""),
        )
