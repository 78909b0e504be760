"""The data map says of each container what it is for; nobody else does."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from eraser import datamap
from eraser.datamap import ContainerMap, DataMap, place
from eraser.errors import ConfigError
from eraser.model.place import Container, ContainerSchema, Field, FieldType, Reference

CUSTOMERS = "{purpose: customers, legal_basis: contract, persons: true}"


def _map(**purposes: str) -> DataMap:
    """Containers by name, each with its purpose; `__` stands for `/`."""
    return _of({name.replace("__", "/"): purpose for name, purpose in purposes.items()})


def _of(purposes: dict[str, str]) -> DataMap:
    return DataMap(
        version=1,
        controller="SIA Enerģija",
        containers={
            name: ContainerMap(purpose=purpose, legal_basis="contract")
            for name, purpose in purposes.items()
        },
    )


def _purpose(found: DataMap, store: str, name: str) -> str | None:
    entry = found.entry(Container(store, name))
    return entry.purpose if entry else None


def _complaint(folder: Path, text: str) -> str:
    path = folder / "datamap.yaml"
    path.write_text(f"version: 1\ncontroller: SIA\n{text}", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        datamap.load(path)
    return str(caught.value)


# -- which entry is a container's -----------------------------------------------------------------


def test_a_container_that_is_not_in_the_map_has_no_entry() -> None:
    assert _purpose(_map(crm__a="a"), "crm", "b") is None
    assert _purpose(_map(crm__a="a"), "erp", "a") is None
    assert _purpose(_of({}), "crm", "a") is None


def test_the_exact_name_comes_before_any_pattern() -> None:
    found = _of({"crm/*": "all", "crm/public.a": "one", "*/public.a": "any"})
    assert _purpose(found, "crm", "public.a") == "one"
    assert _purpose(found, "crm", "public.b") == "all"
    assert _purpose(found, "erp", "public.a") == "any"


def test_of_several_patterns_the_first_counts() -> None:
    assert _purpose(_of({"crm/log_*": "logs", "crm/*": "all"}), "crm", "log_2026") == "logs"
    assert _purpose(_of({"crm/*": "all", "crm/log_*": "logs"}), "crm", "log_2026") == "all"


def test_letter_case_counts() -> None:
    found = _of({'crm/public."Clients"': "big", "crm/public.log_*": "logs"})
    assert _purpose(found, "crm", 'public."clients"') is None
    assert _purpose(found, "crm", "public.LOG_1") is None


def test_a_question_mark_is_one_character() -> None:
    found = _of({"crm/log_?": "logs"})
    assert _purpose(found, "crm", "log_1") == "logs"
    assert _purpose(found, "crm", "log_12") is None


def test_the_stars_of_a_containers_own_name_are_that_name() -> None:
    found = _of({"files/b/**.wav": "calls", "files/b/exports/*.csv": "exports"})
    assert _purpose(found, "files", "b/exports/*.csv") == "exports"
    assert _purpose(found, "files", "b/**.wav") == "calls"


@pytest.mark.parametrize("name", ["public.a[1]", "public.a[!b]*", "idx-[2026]"])
def test_brackets_are_only_brackets(name: str) -> None:
    found = _of({f"crm/{name}": "odd", f"crm/x{name}*": "pattern"})
    assert _purpose(found, "crm", name) == "odd"
    assert _purpose(found, "crm", f"x{name}-more") == "pattern"
    assert _purpose(found, "crm", "public.a1") is None
    assert _purpose(found, "crm", "xpublic.a1") is None


# -- what an entry says ---------------------------------------------------------------------------


def test_what_tells_who_somebody_is_is_told_once_and_in_order() -> None:
    entry = ContainerMap.model_validate(
        {
            "purpose": "p",
            "legal_basis": "contract",
            "identifiers": {"code": "personas-kods", "email": "email"},
            "names": ({"given": "first", "surname": "last"}, {"full": "contact"}),
            "personal": ("address", "email"),
        }
    )
    assert entry.personal_fields() == ("code", "email", "first", "last", "contact", "address")
    assert entry.name_fields() == {"first", "last", "contact"}


def test_one_word_is_a_list_of_one(tmp_path: Path) -> None:
    path = tmp_path / "datamap.yaml"
    path.write_text(
        "version: 1\ncontroller: SIA\ncontainers:\n"
        "  crm/a: {purpose: p, legal_basis: contract, categories: contact,\n"
        "    subject: [{fields: customer, of: crm/b, at: id}]}\n"
    )
    found = datamap.load(path)
    ((reference, subject),) = found.references()
    assert reference == Reference(
        Container("crm", "a"), ("customer",), Container("crm", "b"), ("id",)
    )
    assert subject.owned == ("customer",)
    assert subject.model_copy(update={"owns": ("c",)}).owned == ("c",)


def test_a_containers_name_may_hold_slashes() -> None:
    assert place("files/bucket/exports/*.csv") == Container("files", "bucket/exports/*.csv")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"containers:\n  customers: {CUSTOMERS}\n", "write it as store/container"),
        ("containers:\n  crm/a: {purpose: p}\n", "datamap.yaml:4: containers.crm/a.legal_basis"),
        (
            "containers:\n  crm/a:\n    purpose: p\n    legal_basis: because\n",
            "datamap.yaml:6: containers.crm/a.legal_basis",
        ),
        (f"containers:\n  crm/a: {CUSTOMERS}\n  crm/a: {CUSTOMERS}\n", "datamap.yaml:5: "),
        (
            "containers:\n  crm/a:\n    purpose: p\n    legal_basis: contract\n    hold: []\n",
            "datamap.yaml:7: containers.crm/a.hold",
        ),
        (
            "containers:\n  crm/a:\n    purpose: p\n    legal_basis: contract\n"
            "    holds:\n    - {law: x}\n",
            "datamap.yaml:8: containers.crm/a.holds.0.clock",
        ),
        ("containers: {}\nbound_by: {aml: {since: 2026-13-01, reason: r}}\n", "datamap.yaml:4: "),
        ("", "containers: Field required"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    assert complaint in _complaint(tmp_path, text)


# -- whose the identifiers of a person's row are --------------------------------------------------


def _person(**fields: object) -> ContainerMap:
    return ContainerMap.model_validate(
        {"purpose": "p", "legal_basis": "contract", "persons": True, **fields}
    )


def test_two_codes_of_a_state_in_a_persons_row_are_refused_until_it_is_said_whose(
    tmp_path: Path,
) -> None:
    row = "persons: true, identifiers: {a_code: personas-kods, b_code: personas-kods}"
    text = f"containers:\n  crm/a: {{purpose: p, legal_basis: contract, {row}}}\n"
    complaint = _complaint(tmp_path, text)
    assert "datamap.yaml:4: containers.crm/a" in complaint
    assert "a_code and b_code are both personas-kods" in complaint
    assert "own: [a_code, …]" in complaint


def test_own_says_all_of_a_persons_identifiers_and_nothing_else_is() -> None:
    fields = {"code": "personas-kods", "parent_mail": "email", "parent_tel": "phone"}
    assert _person(identifiers=fields, own=["code"]).own_fields() == {"code"}
    assert _person(identifiers=fields, own=[]).own_fields() == frozenset()
    assert _person(identifiers=fields, own=["code"]).guessed() == ()


def test_without_own_neither_order_nor_a_relatives_field_makes_an_identifier_the_persons() -> None:
    fields = {"parent_mail": "email", "guardian_code": "personas-kods", "mail": "email"}
    entry = _person(identifiers={**fields, "code": "passport"})
    assert entry.own_fields() == {"mail", "code"}
    assert entry.guessed() == ("parent_mail", "guardian_code")
    alone = {"parent_mail": "email", "parent_code": "personas-kods"}
    assert _person(identifiers=alone).own_fields() == alone.keys()


# -- what a plan is bound to ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "prefixes",
    [
        {"SIA X": "nami", "SIA Y": "nami2"},
        {"SIA X": "nami/", "SIA Y": ["a/", "nami/arhivs/"]},
        {"SIA X": "nami/", "SIA Y": "nami/"},
    ],
)
def test_no_object_is_two_controllers(prefixes: dict[str, str | list[str]]) -> None:
    with pytest.raises(ValidationError, match="end prefixes with '/'"):
        datamap.Controlled.model_validate({"prefix": prefixes})


@pytest.mark.parametrize("value", [7, [True], [2026.5]])
def test_a_value_without_quotes_is_said_to_need_them(value: object) -> None:
    with pytest.raises(ValidationError, match="write it in quotes") as error:
        datamap.Controlled.model_validate({"field": "manager", "is": value})
    assert error.value.error_count() == 1


def test_a_container_without_the_controllers_field_is_told() -> None:
    entry = {"purpose": "p", "legal_basis": "contract"}
    whose = {"controller": {"field": "house.manager", "is": ["7"]}}
    made = DataMap.model_validate(
        {"version": 1, "controller": "SIA", "containers": {"a/x": entry, "a/*": entry | whose}}
    )

    def told(name: str, *fields: str) -> list[str]:
        known = tuple(Field(field, FieldType.TEXT) for field in fields)
        schema = ContainerSchema(Container("a", name), known, ("id",))
        return [lost.place for lost in made.unclaimed([schema])]

    assert told("y", "id", "manager") == ["house.manager"]
    assert told("y", "id", "house") == told("y", "house.manager") == told("y") == []
    assert told("x", "id") == []


def test_prefixes_that_are_apart_are_well_and_one_within_a_word_is_shown() -> None:
    apart = {"SIA X": ["nami/", "nami/2/"], "SIA Y": ["nami2/", "majas-"], "SIA Z": "zeme"}
    read = datamap.Controlled.model_validate({"prefix": apart})
    assert read.open_prefixes() == ("zeme",)


def test_the_digest_changes_with_everything_in_the_map_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "datamap.yaml"

    def mark(text: str) -> str:
        path.write_text(f"version: 1\ncontroller: SIA\ncontainers:\n{text}")
        return datamap.load(path).digest()

    one = "  crm/a: {purpose: p, legal_basis: contract}\n"
    two = "  crm/b: {legal_basis: contract, purpose: q}\n"
    before = mark(one + two)
    assert mark(two + "# a comment\n" + one.replace("p, ", "'p',  ")) == before
    assert mark(one) != before
    assert mark(one + two.replace("q", "r")) != before
    assert mark(one + two.replace("contract", "consent")) != before
    assert mark(one + two.replace("}", ", personal: [x]}")) != before
