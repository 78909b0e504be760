"""Findings against the data map: which places it names, and a first map made from a scan."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

import yaml

from eraser.datamap import ContainerMap, DataMap
from eraser.detect import named as naming
from eraser.detect.recognisers.words import field_words
from eraser.field_roles import acts, of_another, other_party, role_words, serves, words
from eraser.model.finding import Finding
from eraser.model.place import Container, ContainerSchema, Reference
from eraser.model.subject import NATIONAL, Category

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

_STEM = 5
"""Letters by which the name of a container and that of a role are known as one: `drivers`."""

HEADER = """\
# A first data map, written by `eraser map init` from the schema and a scan. Every entry is to be
# reviewed: the comments say what was found. Where it says `review`, write what is true, and
# remove the comment; take the # before a line away where it is right. Until then do not plan an
# erasure with this map: what stands in it counts as described.
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
    references: Iterable[Reference] = (),
) -> str:
    """A data map as YAML with an entry for every container that holds personal data.

    `filled` tells how many records have a value in the field of a finding. The map loads; what
    nobody can know from the data is a guess, marked by a `review` comment. What would make records
    somebody's (`persons`, `subject` from foreign keys) is a comment until a person agrees.
    """
    lines = [HEADER.rstrip("\n"), "version: 1"]
    lines.append(f"controller: {_scalar(controller or 'review')}  # {_REVIEW}: who is responsible")
    by_container: dict[Container, list[Finding]] = {}
    for finding in findings:
        by_container.setdefault(finding.container, []).append(finding)
    lines.append("containers:" if by_container else "containers: {}")
    leading = [
        r
        for r in references
        if r.target in by_container and r.source != r.target and not any(map(acts, r.fields))
    ]
    for container, found in sorted(by_container.items()):
        lines += _entry(container, found, filled, schemas.get(container))
        lines += _subjects([r for r in leading if r.source == container])
    for source in sorted({r.source for r in leading} - by_container.keys()):
        theirs = [r for r in leading if r.source == source]
        to = " and ".join(dict.fromkeys(str(r.target) for r in theirs))
        lines += [
            f"# {source}: nothing was found in it, and it refers to {to}. If its records are "
            f"that person's: {line.strip(' #')}"
            for line in _subjects(theirs)
        ]
    return "\n".join(lines) + "\n"


def _entry(
    container: Container,
    found: Sequence[Finding],
    filled: Mapping[tuple[Container, str, Category], int],
    schema: ContainerSchema | None,
) -> list[str]:
    identifiers, personal, text = _sorted_out(found, filled)
    names = [f for f in found if f.category == "name" and f.field in personal]
    spoken = _names_of([f.field for f in names])
    personal -= {field for group in spoken for field in group.values()}
    by_place = {(f.field, f.category): f for f in found}
    lines = [
        f"  {_scalar(str(container))}:  # {_REVIEW}",
        f"    purpose: {_REVIEW}  # {_REVIEW}: what is it kept for?",
        f"    legal_basis: legitimate-interest  # {_REVIEW}: GDPR Art. 6(1)",
        f"    categories: [{_REVIEW}]",
    ]
    ordered = _in_table_order(identifiers, schema)
    own = _firsts(ordered)
    personal |= ordered.keys() - set(own)
    lines += _identifiers(ordered, own, by_place, container)
    lines += ["    names:"] if spoken else []
    for group in spoken:
        seen = _seen(next(f for f in names if f.field in group.values()))
        fields = ", ".join(f"{key}: {_inline(field)}" for key, field in group.items())
        lines.append(f"      - {{{fields}}}  # {_REVIEW}: {seen}")
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


def _in_table_order(
    identifiers: Mapping[str, Category], schema: ContainerSchema | None
) -> dict[str, Category]:
    """As the columns stand in their table; what the schema does not know by name at the end."""
    places = {field.name: n for n, field in enumerate(schema.fields)} if schema else {}
    ordered = sorted(identifiers, key=lambda f: (places.get(_top(f), len(places)), f))
    return {field: identifiers[field] for field in ordered}


def _top(field: str) -> str:
    return re.split(r"[.\[]", field)[0]


def _firsts(fields: Mapping[str, Category]) -> list[str]:
    """Of each category the first field that does not, by its name, belong to somebody else."""
    first: dict[Category, str] = {}
    for field in [f for f in fields if not of_another(f)] or fields:
        first.setdefault(fields[field], field)
    return [field for field in fields if first.get(fields[field]) == field]


def _identifiers(
    fields: Mapping[str, Category],
    own: Sequence[str],
    by_place: Mapping[tuple[str, Category], Finding],
    container: Container,
) -> list[str]:
    """Of each category the first field; of the others nobody can know from the data whose they
    are: they are questions, and personal data in any case.
    """
    lines = []
    for field, category in fields.items():
        entry = f"{_scalar(field)}: {_scalar(category)}"
        seen = _seen(by_place[field, category])
        if field in own:
            lines.append(f"      {entry}  # {_REVIEW}: {seen}")
        else:
            asked = "whose is it? If the same person's, it belongs into `own` as well"
            lines.append(f"      # {entry}  # {_REVIEW}: {seen}; {asked}")
    found = ["    identifiers:", *lines] if own else []
    theirs = [field for field in own if not _by_role(field, container)]
    if any(fields[field] in NATIONAL for field in theirs):
        found.append(f"    # persons: true  # {_REVIEW}: is each record one person?")
        if len(own) < len(fields):
            listed = ", ".join(map(_inline, own))
            found.append(f"    # own: [{listed}]  # {_REVIEW}: the person's; others are another's")
    return found


def _by_role(field: str, container: Container) -> bool:
    """Whether the field is by its name somebody's who only has a part in the record: a contract's
    `guarantor_code`; not the `driver_code` of a container of drivers.
    """
    if not (other_party(field) or acts(field) or serves(field)):
        return False
    called = words(container.name)
    return not any(word[:_STEM] in called for word in role_words(field) if len(word) >= _STEM)


def _sorted_out(
    found: Sequence[Finding], filled: Mapping[tuple[Container, str, Category], int]
) -> tuple[dict[str, Category], set[str], set[str]]:
    """Fields that are an identifier, fields that are otherwise personal, and free text."""
    identifiers: dict[str, Category] = {}
    dense: set[str] = set()
    fields = {f.field for f in found} - _KEY_FIELDS
    for finding in sorted(found, key=lambda f: -f.records):
        values = filled.get((finding.container, finding.field, finding.category), finding.scanned)
        told = finding.field in fields and "*" not in finding.field
        if told and finding.records >= _MOST * values:
            dense.add(finding.field)
            # What only the field's name says may be a number that nobody can be found by.
            if finding.category in _IDENTIFYING and finding.score > naming.SCORE:
                identifiers.setdefault(finding.field, finding.category)
    texts = {_above_keys(field) for field in fields - dense}
    return identifiers, dense - identifiers.keys(), texts


def _above_keys(field: str) -> str:
    """What holds an object whose keys differ from record to record (`*` in the path)."""
    return field.split(".*")[0]


_GIVEN = re.compile(r"(?<![a-z])(?:first|given)s?\s?name|forename|(?<![a-z])(?:vards|имя)(?![a-z])")
_SURNAME = re.compile(r"(?:last|family)\s?name|(?<![a-z])(?:sur\s?name|uzvards|фамилия)(?![a-z])")
_MIDDLE = re.compile(r"middle\s?name|отчество")


def _names_of(fields: Sequence[str]) -> list[dict[str, str]]:
    """Fields with names as `names` of the map has them: the halves of one name together."""
    halves: dict[str, dict[str, str]] = {}
    whole: list[dict[str, str]] = []
    for field in sorted(fields):
        words = field_words(field)
        given, surname = _GIVEN.search(words), _SURNAME.search(words)
        if given and surname or not (given or surname):
            whole += [] if _MIDDLE.search(words) else [{"full": field}]
            continue
        expression, key = (_GIVEN, "given") if given else (_SURNAME, "surname")
        halves.setdefault(expression.sub("", words).strip(), {})[key] = field
    pairs = [dict(sorted(half.items())) for half in halves.values()]  # given, surname
    # The first teaches what the person is called: a spouse's or a parent's name comes last.
    return sorted([*pairs, *whole], key=lambda group: any(map(of_another, group.values())))


def _subjects(references: Sequence[Reference]) -> list[str]:
    """The foreign keys of a container that may say whose its records are, as one `subject`.

    Whoever served somebody is not whom a record is about, where another key says whom.
    """
    about = [r for r in references if not any(map(serves, r.fields))] or list(references)
    if not about:
        return []
    why = "a foreign key"
    if len(about) > 1:
        why = "foreign keys: keep those that say whom it is about; several make it a joint record"
    return [f"    # subject: [{', '.join(map(_subject, about))}]  # {_REVIEW}: {why}"]


def _subject(reference: Reference) -> str:
    fields, at = (
        _inline(names[0]) if len(names) == 1 else f"[{', '.join(map(_inline, names))}]"
        for names in (reference.fields, reference.target_fields)
    )
    return f"{{fields: {fields}, of: {_inline(str(reference.target))}, at: {at}}}"


def _listed(key: str, fields: Iterable[str], found: Sequence[Finding]) -> list[str]:
    names = sorted(fields)
    if not names:
        return []
    lines = [f"    {key}:"]
    for name in names:
        seen = "; ".join(_seen(f) for f in found if name in (f.field, _above_keys(f.field)))
        lines.append(f"      - {_scalar(name)}  # {_REVIEW}: {seen}")
    return lines


def _seen(finding: Finding) -> str:
    return f"{finding.category} in {finding.records} of {finding.scanned} records"


def _inline(text: str) -> str:
    """A YAML scalar between braces, where commas and brackets have a meaning."""
    plain = re.fullmatch(r"[^\W\d][\w./-]*", text)
    return _scalar(text) if plain else json.dumps(text, ensure_ascii=False)


def _scalar(text: str) -> str:
    """A YAML scalar in one line, quoted where it has to be."""
    written = yaml.safe_dump(text, allow_unicode=True, width=10**6, default_flow_style=True)
    return written.removesuffix("\n").removesuffix("...").strip()
