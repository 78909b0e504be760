"""A field's name may say that the person in it is not the one the record is about."""

from __future__ import annotations

import pytest

from eraser.field_roles import acts, of_another, serves


@pytest.mark.parametrize(
    "field",
    "created_by createdBy account_manager_id izveidoja izveidotāja_id sagatavoja apstiprinājaId "
    "apstiprinātājs parakstīja agent_id atbildīgais menedžerisId reģistrētājs uzstādīja".split(),
)
def test_who_did_something_is_known_by_the_name_of_the_field(field: str) -> None:
    assert acts(field)


@pytest.mark.parametrize(
    "field", "darbinieksId ārsts ārsta_id pārdevējs staff_id sales_rep".split()
)
def test_who_served_somebody_is_known_by_the_name_of_the_field(field: str) -> None:
    assert serves(field) and not acts(field)


@pytest.mark.parametrize(
    "field",
    "guardian_code laulātāKods galvotāja_kods tēva_kods mātes_tālrunis vecāku_epasts parent_mail "
    "agent_mail kontaktpersona heir_code mantinieks aizbildnis жены_код emergency_phone".split(),
)
def test_somebody_elses_field_is_known_by_its_name(field: str) -> None:
    assert of_another(field)


@pytest.mark.parametrize(
    "field",
    "customer_id klientaId klienta_id bypass_id step_id email phone_2 former_code personas_kods "
    "contact_email apparent matter_id materials".split(),
)
def test_other_fields_say_nothing(field: str) -> None:
    assert not (acts(field) or serves(field) or of_another(field))
