"""Findings against the data map: which places it names, and a first map made from a scan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import yaml

from eraser.datamap import ContainerMap, DataMap
from eraser.model.finding import Finding
from eraser.model.place import Container, ContainerSchema
from eraser.model.subject import Category

_KEY_FIELDS = frozenset({"object", "object_decoded"})
"""How an object's name is called as a field (S3); `object_name` of the map speaks of it."""

_IDENTIFYING: frozenset[Category] = frozenset(
    {
        "personas-kods",
        "isikukood",
        "asmens-kodas",
        "iban",
        "email",
        "phone",
        "passport",
        "eid",
        "customer-number",
    }
)
"""Categories that a subject can be looked up by; the rest is personal without pointing to one."""

_MOST = 0.5
"""From this share of records on a field is taken to be the identifier; below, to be free text."""

HEADER = """\
# A first data map, written by `eraser map init` from the schema and a scan. Every entry is to be
# reviewed: the comments say what was found. Where it says `review`, write what is true, and
# remove the comment. Until then do not plan an erasure with this map: what stands in it counts as
# described.
"""

_REVIEW = "review"


def named(datamap: DataMap, finding: Finding) -> bool:
    """Whether the map names the field (or one that holds it) of the finding's container."""
    entry = datamap.entry(finding.container)
    return entry is not None and _names(entry, finding.field)


def unnamed(datamap: DataMap, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in places that the map does not name, in their order."""
    return tuple(finding for finding in findings if not named(datamap, finding))


def _names(entry: ContainerMap, field: str) -> bool:
    spoken = {*entry.personal_fields(), *entry.text}
    spoken |= {name for s in entry.subject for name in (*s.fields, *s.owns)}
    spoken |= {a.field for a in entry.attachments}
    if entry.object_name:
        spoken |= _KEY_FIELDS
    return any(_within(field, name) for name in spoken)


def _within(field: str, name: str) -> bool:
    """Whether `field` is the named one or inside it; a map may write a list without `[]`."""
    plain = field.replace("[]", "")
    base = name.replace("[]", "")
    return plain == base or plain.startswith(f"{base}.")


def draft(
    findings: Sequence[Finding],
    filled: Mapping[tuple[Container, str, Category], int],
    schemas: Mapping[Container, ContainerSchema],
    controller: str,
) -> str:
    """A data map as YAML with an entry for every container that holds personal data.

    `filled` tells how many records have a value in the field of a finding. The map loads; what
    nobody can know from the data is a guess, marked by a `review` comment.
    """
    lines = [HEADER.rstrip("\n"), "version: 1"]
    lines.append(f"controller: {_scalar(controller or 'review')}  # {_REVIEW}: who is responsible")
    by_container: dict[Container, list[Finding]] = {}
    for finding in findings:
        by_container.setdefault(finding.container, []).append(finding)
    lines.append("containers:" if by_container else "containers: {}")
    for container, found in sorted(by_container.items()):
        lines += _entry(container, found, filled, schemas.get(container))
    return "\n".join(lines) + "\n"


def _entry(
    container: Container,
    found: Sequence[Finding],
    filled: Mapping[tuple[Container, str, Category], int],
    schema: ContainerSchema | None,
) -> list[str]:
    identifiers, personal, text = _sorted_out(found, filled)
    by_place = {(f.field, f.category): f for f in found}
    lines = [
        f"  {_scalar(str(container))}:  # {_REVIEW}",
        f"    purpose: {_REVIEW}  # {_REVIEW}: what is it kept for?",
        f"    legal_basis: legitimate-interest  # {_REVIEW}: GDPR Art. 6(1)",
        f"    categories: [{_REVIEW}]",
    ]
    lines += ["    identifiers:"] if identifiers else []
    for field, category in sorted(identifiers.items()):
        seen = _seen(by_place[field, category])
        lines.append(f"      {_scalar(field)}: {_scalar(category)}  # {_REVIEW}: {seen}")
    lines += _listed("personal", personal, found)
    lines += _listed("text", text, found)
    lines += [
        f"    # {_REVIEW}: names of objects hold {f.category}; say how with "
        f"object_name: 'folder/{{{f.category}}}/*'"
        for f in found
        if f.field in _KEY_FIELDS
    ]
    lines += [f"    # {' '.join(note.split())}" for note in (schema.notes if schema else ())]
    return lines


def _sorted_out(
    found: Sequence[Finding], filled: Mapping[tuple[Container, str, Category], int]
) -> tuple[dict[str, Category], set[str], set[str]]:
    """Fields that are an identifier, fields that are otherwise personal, and free text."""
    identifiers: dict[str, Category] = {}
    dense: set[str] = set()
    fields = {f.field for f in found} - _KEY_FIELDS
    for finding in sorted(found, key=lambda f: -f.records):
        values = filled.get((finding.container, finding.field, finding.category), finding.scanned)
        if finding.field in fields and finding.records >= _MOST * values:
            dense.add(finding.field)
            if finding.category in _IDENTIFYING:
                identifiers.setdefault(finding.field, finding.category)
    return identifiers, dense - identifiers.keys(), fields - dense


def _listed(key: str, fields: Iterable[str], found: Sequence[Finding]) -> list[str]:
    names = sorted(fields)
    if not names:
        return []
    lines = [f"    {key}:"]
    for name in names:
        seen = "; ".join(_seen(f) for f in found if f.field == name)
        lines.append(f"      - {_scalar(name)}  # {_REVIEW}: {seen}")
    return lines


def _seen(finding: Finding) -> str:
    return f"{finding.category} in {finding.records} of {finding.scanned} records"


def _scalar(text: str) -> str:
    """A YAML scalar in one line, quoted where it has to be."""
    written = yaml.safe_dump(text, allow_unicode=True, width=10**6, default_flow_style=True)
    return written.removesuffix("\n").removesuffix("...").strip()
