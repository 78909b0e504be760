"""A date of birth speaks against a namesake, and proves nothing."""

from __future__ import annotations

import pytest

from eraser.model.graph import Verdict
from tests.unit.trace.builders import E_MAIL, NEW_CODE, SON, Company

THEIRS, REVIEW = Verdict.THEIRS, Verdict.REVIEW
LEADS = {"identifiers": {"mail": "email", "born": "birth-date"}, "names": [{"full": "name"}]}


def leads(born: str | None, code: str = SON, birthday: str | None = None) -> Company:
    """A customer, and a lead with the customer's name and address, born some day."""
    company = Company().customer(
        1, code, email=E_MAIL, given="Jānis", surname="Bērziņš", born=birthday
    )
    row = {"id": 1, "mail": E_MAIL, "name": "Jānis Bērziņš", "born": born}
    return company.mapped("leads", **LEADS).table("leads", row)


@pytest.mark.parametrize("born", ["1975-11-16", "16.11.1975", "1975-11-16 00:00:00", None, "?"])
def test_the_same_day_or_none_contradicts_nothing(born: str | None) -> None:
    assert leads(born).trace(SON).verdicts()["leads/1"] is THEIRS


def test_another_day_sends_a_namesake_to_review() -> None:
    result = leads("2001-03-04").trace(SON)
    assert result.verdicts() == {"customers/1": THEIRS, "leads/1": REVIEW}
    assert "date of birth" in result.because("leads/1")


def test_the_day_is_learned_from_the_subjects_own_row_too() -> None:
    company = leads("2001-03-04", NEW_CODE, birthday="1975-11-16")
    company.maps["customers"] = {
        **company.maps["customers"],
        "identifiers": {"personal_code": "personas-kods", "email": "email", "born": "birth-date"},
        "own": ["personal_code", "email"],
    }
    assert company.trace(NEW_CODE).verdicts()["leads/1"] is REVIEW


def test_a_date_of_birth_proves_nothing() -> None:
    company = Company().customer(1, SON, given="Jānis", surname="Bērziņš").mapped("leads", **LEADS)
    company.table("leads", {"id": 1, "name": "Jānis Bērziņš", "born": "1975-11-16"})
    assert company.trace(SON).verdicts() == {"customers/1": THEIRS}
