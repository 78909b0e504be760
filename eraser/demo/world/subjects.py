"""What the data-protection officer knows of a person when the request comes in."""

from __future__ import annotations

import yaml

from eraser.demo.world.people import Person
from eraser.identifiers import identifier
from eraser.model.subject import PersonName, Subject


def subject_of(person: Person) -> Subject:
    """Name, personas kods in force, and e-mail address if there is one.

    Customer number, former code, phone and account are left for the search to learn.
    """
    known = [identifier("personas-kods", person.personal_code)]
    if person.email:
        known.append(identifier("email", person.email))
    name = PersonName(person.given.nominative, person.surname.nominative)
    return Subject(tuple(known), (name,))


def subject_file(person: Person) -> str:
    """The same as the YAML of a subject file."""
    content = {
        "personas-kods": [person.personal_code],
        "email": [person.email] if person.email else [],
        "phone": [],
        "name": [{"given": person.given.nominative, "surname": person.surname.nominative}],
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
