"""Search every store again for everything that is known of a person.

The search goes over all containers, not over those that tracing visited, with every written form
of every identifier. A record is expected only when the plan said that it stays (held, review,
changed) or when it was attributed to somebody else; anything else that still points to the
subject is residue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from eraser.contract.read import Reader
from eraser.identifiers import needles, occurrences
from eraser.model.place import Container, ContainerSchema, Record, RecordRef, leaves
from eraser.model.portion import Portion
from eraser.model.proof import Expectation, Residue, Verification, Why
from eraser.model.subject import Identifier
from eraser.progress import Progress
from eraser.verify.expectations import content_digest, set_field_digest, set_fields

MayHold = Callable[[Container, str, Identifier], bool]
"""Whether what stands at a path of a container can be an identifier that it looks like."""


def anything(_container: Container, _path: str, _identifier: Identifier) -> bool:
    """Whatever looks like an identifier is one."""
    return True


Portions = Callable[[Container], Portion | None]
"""Which records of a container are the controller's whose request it is; None: all."""


def all_records(_container: Container) -> Portion | None:
    """There is one controller only."""
    return None


def verify(
    identifiers: Sequence[Identifier],
    readers: Mapping[str, Reader],
    expected: Sequence[Expectation],
    erased: Sequence[RecordRef],
    key: bytes,
    progress: Progress,
    may_hold: MayHold = anything,
    portion: Portions = all_records,
) -> Verification:
    """Look for the subject in every container of every store that does not only repeat others.

    `identifiers` are all that are known of the subject, the learned ones too; `expected` what
    may be found; `erased` the records that were deleted or changed, for what stores keep of them;
    `key` that of the expectations' digests; `may_hold` says where an identifier can stand,
    `portion` which records are the controller's.
    """
    described = {name: reader.describe() for name, reader in readers.items()}
    schemas = {name: [s for s in group if not s.repeats] for name, group in described.items()}
    forms = [needle for identifier in identifiers for needle in needles(identifier)]
    progress.start("verifying", sum(len(s) for s in schemas.values()))
    residue: list[Residue] = []
    counts: Counter[Why] = Counter()
    for name, reader in readers.items():
        for schema in schemas[name]:
            judge = _Judge(schema, expected, key)
            part = portion(schema.container)
            found = reader.find(schema.container, forms, part)
            ours = (record for record in found if part is None or part.has(record))
            for record, strong in _holders(ours, identifiers, may_hold):
                why = judge.expects(record, strong=strong)
                if why is None:
                    residue.append(Residue(record.ref, _words(strong)))
                else:
                    counts[why] += 1
            progress.advance(1)
    progress.finish()
    return Verification(
        residue=tuple(sorted(residue, key=lambda r: r.ref)),
        expected=tuple(sorted(counts.items())),
        searched=tuple(s.container for group in schemas.values() for s in group),
        not_read=tuple(place for reader in readers.values() for place in reader.not_read()),
        remnants=tuple(
            remnant
            for name, reader in readers.items()
            for remnant in reader.remnants([r for r in erased if r.container.store == name])
        ),
    )


def _holders(
    records: Iterable[Record],
    identifiers: Sequence[Identifier],
    may_hold: MayHold,
) -> Iterator[tuple[Record, bool]]:
    """Records that really hold an identifier of the subject, and whether a strong one."""
    for record in records:
        held = [i for i in identifiers if stands_in(i, record, may_hold)]
        if held:
            yield record, any(i.strong for i in held)


def stands_in(identifier: Identifier, record: Record, may_hold: MayHold = anything) -> bool:
    """Whether a record holds the identifier: in a text, or as a number without leading zeros."""
    number = identifier.value.lstrip("0")
    return any(
        ((number != "" and text == number) or bool(occurrences(identifier, text)))
        and may_hold(record.ref.container, path, identifier)
        for path, text in leaves(dict(record.fields))
    )


class _Judge:
    """Whether a record of one container may still be there."""

    def __init__(
        self, schema: ContainerSchema, expected: Sequence[Expectation], key: bytes
    ) -> None:
        here = [e for e in expected if e.ref.container == schema.container]
        self._key = key
        self._by_content = {e.content: e.why for e in here}
        self._by_ref = {e.ref: e.why for e in here} if schema.unit == 0 else {}
        self._set: dict[RecordRef, set[str]] = {}
        for each in here:
            if set_fields(each.content):
                self._set.setdefault(each.ref, set()).add(each.content)

    def expects(self, record: Record, *, strong: bool) -> Why | None:
        """The reason, or None for residue.

        A record of somebody else may share a phone, but never a strong identifier. A record that
        was to be changed must have been.
        """
        why = self._by_content.get(content_digest(self._key, record))
        if why is None:
            why = self._by_ref.get(record.ref) if self._is_set(record) else None
        return None if why is Why.OTHER and strong else why

    def _is_set(self, record: Record) -> bool:
        """Whether every field that the plan sets in this record has its value."""
        wanted = self._set.get(record.ref)
        return not wanted or wanted <= {
            set_field_digest(self._key, record.ref, name, value)
            for name, value in record.fields.items()
        }


def _words(strong: bool) -> str:
    kind = "a strong identifier" if strong else "an identifier"
    return f"still holds {kind} of the subject, and the plan does not say that it stays"
