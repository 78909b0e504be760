"""A parish: members by number only, names without diacritics, turned round or of before a marriage,
godparents in another's record, two of one name born on one day, a father's and a son's one address.
"""

from __future__ import annotations

import unicodedata

from bench.worlds.made import Claim, Made, doubt, own, part
from bench.worlds.people import People, Person
from bench.worlds.teller import Teller, empty
from eraser.model.place import Value

PATTERNS = {"customer-number": "B-[0-9]{5}"}
MAP = """
containers:
  dr/public.biedri:
    purpose: biedri
    legal_basis: legitimate-interest
    persons: true
    identifiers: {biedra_nr: customer-number, epasts: email, telefons: phone,
      dzimis: birth-date}
    names: [{full: vards_uzvards}]
    personal: [adrese]
  dr/public.kristibas:
    purpose: sakramenti
    legal_basis: legitimate-interest
    identifiers: {krustmates_tel: phone, krusttevs_tel: phone, dzimis: birth-date}
    names: [{full: bernavards}, {full: krustmate}, {full: krusttevs}]
    subject:
      - {fields: biedrs_id, of: dr/public.biedri, at: id, owns: [biedrs_id, bernavards, dzimis]}
  dr/public.ziedojumi:
    purpose: ziedojumi
    legal_basis: legal-obligation
    identifiers: {epasts: email, konts: iban}
    names: [{full: ziedotajs}]
  dr/public.pasakumi:
    purpose: pasākumi
    legal_basis: consent
    identifiers: {epasts: email, tel: phone}
    names: [{given: vards, surname: uzvards}]
  dr/public.jaunumi:
    purpose: jaunumi
    legal_basis: consent
    identifiers: {adrese: email}
  arhivs/sarakste:
    purpose: sarakste
    legal_basis: legitimate-interest
    identifiers: {sutitajs: email, sanemejs: email}
    names: [{full: sutitaja_vards}]
    text: [teksts]
"""
KEYS = {
    "dr/public.biedri": "id",
    "dr/public.kristibas": "id",
    "dr/public.ziedojumi": "id",
    "dr/public.pasakumi": "id",
    "dr/public.jaunumi": "adrese",
    "arhivs/sarakste": "id routing",
}
OFFICE = "kanceleja@draudze.example.lv"


def build(persons: int, seed: int) -> Made:
    """At least `persons` people who ask."""
    made = empty("parish", MAP, PATTERNS, KEYS)
    return Parish(made, People(seed, "parish")).told(persons, STORIES)


def bare(text: str) -> str:
    """Without diacritics."""
    signs = unicodedata.normalize("NFD", text)
    return "".join(c for c in signs if not unicodedata.combining(c))


class Parish(Teller):
    """Adds a parish's records."""

    def number(self, p: Person) -> str:
        """The member's number."""
        return f"B-{10_000 + p.number % 90_000}"

    def member(self, p: Person, *, name: str = "", email: str = "", born: str = "") -> str:
        """A member."""
        row: dict[str, Value] = {
            "biedra_nr": self.number(p),
            "epasts": email or p.email,
            "telefons": p.phone,
            "dzimis": born or p.born,
            "vards_uzvards": name or p.name,
            "adrese": p.address,
        }
        return self.put("dr/public.biedri", row, own(p))

    def donation(self, p: Person, name: str, *who: Claim, email: str = "") -> None:
        """By transfer."""
        mail = email or p.email
        row: dict[str, Value] = {"epasts": mail, "konts": p.iban, "ziedotajs": name}
        self.put("dr/public.ziedojumi", row, *(who or (own(p),)))

    def event(self, p: Person, given: str, surname: str) -> None:
        """Comes to an event."""
        row: dict[str, Value] = {
            "epasts": p.email.upper(),
            "tel": p.phone[-8:],
            "vards": given,
            "uzvards": surname,
        }
        self.put("dr/public.pasakumi", row, own(p))

    def baptism(self, p: Person, member: str, mother: Person, father: Person | None) -> None:
        """With the godparents' names and phones."""
        row: dict[str, Value] = {
            "biedrs_id": member,
            "bernavards": p.name,
            "dzimis": p.born,
            "krustmate": mother.name,
            "krustmates_tel": mother.phone,
            "krusttevs": father.name if father else None,
            "krusttevs_tel": father.phone if father else None,
        }
        claims = [part(p, "biedrs_id", "bernavards", "dzimis")]
        claims += [part(mother, "krustmate", "krustmates_tel")]
        claims += [part(father, "krusttevs", "krusttevs_tel")] if father else []
        self.put("dr/public.kristibas", row, *claims)

    def letter(self, sender: str, name: str, to: str, text: str, *who: Claim) -> None:
        """From or to the office, or from one member to another."""
        row: dict[str, Value] = {
            "sutitajs": sender,
            "sutitaja_vards": name,
            "sanemejs": to,
            "teksts": text,
        }
        self.document("arhivs/sarakste", row, *who)

    def ask_all(self, *people: Person) -> None:
        """By the number, or by the number and the contacts."""
        for p in people:
            contacts = (("email", p.email), ("phone", p.phone)) if p.number % 2 else ()
            self.ask(p, ("customer-number", self.number(p)), *contacts)

    def ask_contacts(self, p: Person) -> None:
        """Without the number."""
        self.ask(p, ("email", p.email), ("phone", p.phone))


def spellings(s: Parish) -> None:
    """Without diacritics and turned round; a newsletter that knows the address only."""
    p = s.people.one()
    given, surname = p.given.nominative, p.surname.nominative
    s.member(p, name=f"{surname} {given}")
    s.donation(p, bare(p.name))
    s.donation(p, f"{surname}, {given}")
    s.event(p, bare(given).upper(), bare(surname).upper())
    s.made.put("dr/public.jaunumi", p.email, {"no": "2020"}, doubt(p))
    s.ask_all(p)
    s.ask_contacts(p)


def married(s: Parish) -> None:
    """The member has the new name, the request the old one, a donation both."""
    p, husband = s.people.one(man=False), s.people.family()
    new = husband.of_women.nominative
    s.member(p, name=f"{p.given.nominative} {new}")
    s.donation(p, p.name)
    s.donation(p, f"{p.given.nominative} {p.surname.nominative}-{new}")
    s.ask_all(p)


def godparents(s: Parish) -> None:
    """Of another name, and of the same."""
    family = s.people.family()
    child, father = s.people.one(family, man=False), s.people.one(man=True)
    mother = s.people.one(family, man=False, given=child.given)
    member = s.member(child)
    s.member(mother)
    s.member(father)
    s.baptism(child, member, mother, father)
    s.ask_all(child, mother, father)
    s.ask_contacts(father)


def born_on_one_day(s: Parish) -> None:
    """Two of one name."""
    family = s.people.family()
    one = s.people.one(family, man=True)
    two = s.people.one(family, man=True, given=one.given)
    for p in (one, two):
        s.member(p, born=one.born)
        s.donation(p, p.name)
        s.event(p, p.given.nominative, p.surname.nominative)
    s.ask_all(one, two)


def one_address(s: Parish) -> None:
    """Father and son of one name with one e-mail address: whose the donation is, nobody knows."""
    family = s.people.family()
    father = s.people.one(family, man=True)
    son = s.people.one(family, man=True, given=father.given, young=True)
    s.member(father)
    s.member(son, email=father.email)
    s.donation(father, father.name, doubt(father), doubt(son))
    for p in (father, son):
        s.ask(p, ("customer-number", s.number(p)))


def no_member(s: Parish) -> None:
    """The son is no member, and asks by his father's address and his own phone."""
    family = s.people.family()
    father = s.people.one(family, man=True)
    son = s.people.one(family, man=True, given=father.given, young=True)
    row = s.member(father)
    s.made.claim("dr/public.biedri", row, doubt(son))
    s.donation(father, father.name, own(father), doubt(son))
    s.ask(son, ("email", father.email), ("phone", son.phone))


def letters(s: Parish) -> None:
    """To the office, from it, and to another member."""
    one, two = s.people.one(), s.people.one()
    for p in (one, two):
        s.member(p)
    mine = ("sutitajs", "sutitaja_vards", "teksts")
    s.letter(one.email, one.name, OFFICE, f"Ar cieņu, {one.name}", own(one))
    s.letter(OFFICE, "Kanceleja", two.email, f"Cien. {two.name}!", own(two))
    claims = (part(one, *mine), part(two, "sanemejs", "teksts"))
    s.letter(one.email, one.name, two.email, f"Sveiki! {one.given.nominative}", *claims)
    s.ask_all(one, two)


STORIES = (spellings, married, godparents, born_on_one_day, one_address, no_member, letters)
