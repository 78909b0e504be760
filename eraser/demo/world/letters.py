"""Tickets, e-mails and letters: free text about customers, in which names are inflected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from eraser.demo.world.people import Household, Kind, Person
from eraser.demo.world.places import Place
from eraser.demo.world.record import Decoy, Owner, Planted
from eraser.demo.world.rows import written_phone
from eraser.model.place import Value

OFFICE = "klienti@gaismas-energija.example.lv"

_ABOUT_METERS = (
    "Lūdzu pārbaudīt {whose} skaitītāja rādījumu.",
    "Rēķins {to_whom} nosūtīts atkārtoti.",
    "Zvanīja {name}, jautāja par tarifa maiņu.",
    "Vienojāmies ar klientu; {to_whom} jāatzvana pirmdien.",
)


def tickets(home: Household, today: date, random: Random) -> Iterator[Planted]:
    """The household's tickets: with a customer number, with two weak identifiers, doubtful ones."""
    first, last = home.people[0], home.people[-1]
    opened = (today - timedelta(days=random.randrange(5, 900))).isoformat()
    match home.kind:
        case Kind.CHANGED_CODE:
            yield _plain(first, opened, random)
            yield _by_phone_alone([first], opened)
            yield _mistyped_code(first, opened)
        case Kind.JOINT:
            yield _about_both(first, last, opened)
            yield _by_contacts(last, opened)
        case Kind.FATHER_AND_SON:
            yield from (_plain(person, opened, random) for person in home.people)
            yield _by_phone_alone(home.people, opened)
        case Kind.FAMILY_PHONE:
            yield _plain(first, opened, random)
            yield _by_phone_alone(home.people, opened)
        case Kind.LEFT | Kind.SHARED_IBAN | Kind.DEBTOR:
            yield _by_contacts(first, opened)
        case _:
            yield _plain(first, opened, random)


def emails(home: Household) -> Iterator[Planted]:
    """The household's e-mails, from and to the company."""
    for member, person in enumerate(home.people):
        if person.email is None:
            continue
        match home.kind, member:
            case (Kind.CHANGED_CODE | Kind.LEFT | Kind.FAMILY_PHONE, 0):
                yield _to_customer(person, person.email)
            case (Kind.AML, _):
                yield _without_number(person, person.email)
            case (Kind.JOINT, 1) | (Kind.FAMILY_PHONE, _):
                pass
            case _:
                yield _from_customer(person, person.email)


def letter(home: Household) -> Sequence[Planted]:
    """The lines of the household's letter, in order; none for most households.

    One line is about one person, apart from the last one to a couple, which is about both. A text
    alone does not say whose it is: what names a person in it goes, the line stays.
    """
    if home.kind not in (Kind.CHANGED_CODE, Kind.JOINT, Kind.FATHER_AND_SON, Kind.FAMILY_PHONE):
        return ()
    lines: list[tuple[str, tuple[Owner, ...]]] = [("SIA Gaismas Enerģija informē:", ())]
    for person in home.people:
        code = person.former_code or person.personal_code
        text = f"{person.to_whom}, p.k. {code}, piešķirts jauns tarifs."
        lines.append((text, (Owner(person.number, ("line",)),)))
    if home.kind is Kind.JOINT:
        one, other = home.people
        text = (
            f"Kopīgs līgums: {one.name}, p.k. {one.personal_code}, "
            f"un {other.name}, p.k. {other.personal_code}."
        )
        owners = tuple(Owner(p.number, ("line",)) for p in home.people)
        lines.append((text, owners))
    lines.append(("Ar cieņu, klientu apkalpošana", ()))
    name = f"letters/{home.number}.txt"
    return [
        Planted(
            Place.LETTERS,
            (name, "", str(row)),
            {"line": text},
            owners,
            decoy=None if owners else Decoy.NOBODY,
        )
        for row, (text, owners) in enumerate(lines)
    ]


def _ticket(
    key: str, opened: str, text: str, owners: tuple[Owner, ...], **fields: Value
) -> Planted:
    values: dict[str, Value] = {
        "id": key,
        "customer_number": None,
        "author_email": None,
        "phone": None,
        "text": text,
        "customer": None,
        "opened_on": opened,
    }
    return Planted(Place.TICKETS, (key, ""), values | fields, owners)


def _plain(person: Person, opened: str, random: Random) -> Planted:
    """A ticket that names the customer number."""
    text = random.choice(_ABOUT_METERS).format(
        name=person.name, to_whom=person.to_whom, whose=person.whose
    )
    customer: dict[str, Value] = {"number": person.customer_number, "email": person.email}
    return _ticket(
        f"t-{person.number}-1",
        opened,
        text,
        (Owner(person.number),),
        customer_number=person.customer_number,
        author_email=person.email,
        customer=customer,
    )


def _by_contacts(person: Person, opened: str) -> Planted:
    """A ticket with an e-mail address and a phone that agree, and nothing else."""
    return _ticket(
        f"t-{person.number}-2",
        opened,
        f"{person.whose} iesniegums par rēķinu: lūdzu atbildēt uz e-pastu.",
        (Owner(person.number),),
        author_email=person.email,
        phone=written_phone(person),
    )


def _by_phone_alone(people: Sequence[Person], opened: str) -> Planted:
    """A ticket with one phone and a given name: nobody's until a person has looked."""
    person = people[0]
    return _ticket(
        f"t-{person.number}-3",
        opened,
        f"Zvanīja {person.given.nominative}, lūdz atzvanīt par parādu.",
        tuple(Owner(p.number, sure=False) for p in people),
        phone=written_phone(person),
    )


def _mistyped_code(person: Person, opened: str) -> Planted:
    """The right e-mail address beside a personas kods with a wrong last digit."""
    code = person.former_code or person.personal_code
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    return _ticket(
        f"t-{person.number}-4",
        opened,
        f"Klients norāda personas kodu {wrong}, datos tāda nav.",
        (Owner(person.number, sure=False),),
        author_email=person.email,
    )


def _about_both(one: Person, other: Person, opened: str) -> Planted:
    """A ticket about two persons: each one's mentions are their own, the ticket is nobody's."""
    text = (
        f"Līgumu slēdz {one.name} (personas kods {one.personal_code}) kopā ar "
        f"{other.name} (personas kods {other.personal_code}); "
        f"{one.to_whom} jānosūta abi eksemplāri."
    )
    owners = tuple(Owner(p.number, ("text",)) for p in (one, other))
    return _ticket(f"t-{one.number}-5", opened, text, owners)


def _email(key: str, sender: str, to: str, subject: str, body: str, owner: Owner) -> Planted:
    values: dict[str, Value] = {"from": sender, "to": [to], "subject": subject, "body": body}
    return Planted(Place.EMAILS, (key, ""), values, (owner,))


def _from_customer(person: Person, address: str) -> Planted:
    body = (
        f"Labdien! Mans klienta numurs ir {person.customer_number}. Lūdzu nosūtīt man "
        f"rēķinu par pagājušo mēnesi.\nAr cieņu,\n{person.name}"
    )
    return _email(f"e-{person.number}-1", address, OFFICE, "Rēķins", body, Owner(person.number))


def _to_customer(person: Person, address: str) -> Planted:
    body = (
        f"Labdien! Apstiprinām {person.to_whom} (personas kods {person.personal_code}) "
        "iesnieguma saņemšanu."
    )
    return _email(
        f"e-{person.number}-2", OFFICE, address, "Jūsu iesniegums", body, Owner(person.number)
    )


def _without_number(person: Person, address: str) -> Planted:
    """One weak identifier and no name: a person has to look."""
    body = "Labdien! Kad sāksies apkures sezona?"
    owner = Owner(person.number, sure=False)
    return _email(f"e-{person.number}-3", address, OFFICE, "Jautājums", body, owner)
