"""A school: Latvian names of tables and columns, parents and pupils many to many, a history
table, letters in text, numbers of pupils that are digits only, and parents in pupils' rows.
"""

from __future__ import annotations

from bench.worlds.made import Claim, Made, doubt, faint, own, part
from bench.worlds.people import People, Person, asked
from eraser.model.place import Value

PATTERNS = {"customer-number": "[0-9]{5}"}
MAP = """
containers:
  skola/public.skoleni:
    purpose: izglītība
    legal_basis: public-task
    persons: true
    identifiers: {skolena_nr: customer-number, personas_kods: personas-kods,
      talrunis: phone, e_pasts: email, vecaku_talrunis: phone, vecaku_e_pasts: email}
    names: [{given: vards, surname: uzvards}]
    personal: [adrese]
  skola/public.vecaki:
    purpose: izglītība
    legal_basis: public-task
    persons: true
    identifiers: {pk: personas-kods, e_pasts: email, talr: phone, konts: iban}
    names: [{full: vards_uzvards}]
  skola/public.skoleni_vecaki:
    purpose: izglītība
    legal_basis: public-task
    subject:
      - {fields: skolens_id, of: skola/public.skoleni, at: id}
      - {fields: vecaks_id, of: skola/public.vecaki, at: id}
  skola/public.atzimes:
    purpose: izglītība
    legal_basis: public-task
    subject: [{fields: skolens_id, of: skola/public.skoleni, at: id}]
  skola/public.skolotaji:
    purpose: darbinieki
    legal_basis: contract
    persons: true
    identifiers: {personas_kods: personas-kods, darba_e_pasts: email}
    names: [{given: vards, surname: uzvards}]
  skola/public.iesniegumi:
    purpose: lietvedība
    legal_basis: public-task
    identifiers: {no_epasta: email}
    names: [{full: iesniedzejs}]
    text: [teksts]
  skola/public.maksajumi:
    purpose: ēdināšana
    legal_basis: contract
    identifiers: {konts: iban, skolena_nr: customer-number}
    names: [{full: maksatajs}]
    text: [merkis]
  skola/public.skoleni_vesture:
    purpose: izglītība
    legal_basis: public-task
    identifiers: {personas_kods: personas-kods, skolena_nr: customer-number}
    names: [{given: vards, surname: uzvards}]
    subject: [{fields: skolena_id, of: skola/public.skoleni, at: id}]
  faili/foto/*.jpg:
    purpose: fotogrāfijas
    legal_basis: consent
    object_name: "foto/{customer-number}_*.jpg"
  faili/zurnali/*.log:
    purpose: drošība
    legal_basis: legitimate-interest
    text: [text]
"""


def build(persons: int, seed: int) -> Made:
    """At least `persons` people who ask."""
    made = Made("school", MAP, PATTERNS)
    for table in ("skoleni", "vecaki", "atzimes", "skolotaji", "iesniegumi", "maksajumi"):
        made.table(f"skola/public.{table}", "id")
    made.table("skola/public.skoleni_vecaki", "skolens_id", "vecaks_id")
    made.table("skola/public.skoleni_vesture", "id")
    made.table("faili/foto/*.jpg", "object", "version", "row")
    made.table("faili/zurnali/*.log", "object", "version", "row")
    school = School(made, People(seed, "school"))
    while len(made.requests) < persons:
        for story in STORIES:
            story(school)
    return made


class School:
    """Adds records; what each adds says whose it is."""

    def __init__(self, made: Made, people: People) -> None:
        self.made, self.people = made, people
        self._count = 0

    def next(self) -> int:
        """A running number."""
        self._count += 1
        return self._count

    def number(self, p: Person) -> str:
        """The number of a pupil: five digits, like a price in cents."""
        return str(10_000 + p.number)

    def parent(self, p: Person) -> str:
        """A row of parents."""
        ident = str(self.next())
        row: dict[str, Value] = {
            "pk": p.code,
            "e_pasts": p.email,
            "talr": p.phone[-8:],
            "konts": p.iban,
            "vards_uzvards": p.name,
        }
        self.made.put("skola/public.vecaki", ident, row, own(p))
        return ident

    def pupil(self, p: Person, parents: list[tuple[Person, str]], renamed: str = "") -> str:
        """A pupil with parents' contacts in the row, marks, a photograph and a former row."""
        ident, first = str(self.next()), parents[0][0] if parents else None
        row: dict[str, Value] = {
            "skolena_nr": int(self.number(p)),
            "personas_kods": p.code,
            "talrunis": None,
            "e_pasts": None,
            "vecaku_talrunis": first.phone[-8:] if first else None,
            "vecaku_e_pasts": first.email if first else None,
            "vards": p.given.nominative,
            "uzvards": renamed or p.surname.nominative,
            "adrese": p.address,
        }
        self.made.put("skola/public.skoleni", ident, row, own(p))
        if first:
            self._also(first, "skola/public.skoleni", ident)
        for parent, parent_id in parents:
            key = (ident, parent_id)
            claims = (part(p, "skolens_id"), part(parent, "vecaks_id"))
            self.made.put("skola/public.skoleni_vecaki", key, {"loma": "vecāks"}, *claims)
        for mark in (7, 9):
            # The mark's own number is a small one that may be anybody's number of a pupil.
            grade: dict[str, Value] = {"skolens_id": int(ident), "atzime": mark, "kods": 10_001}
            self.made.put("skola/public.atzimes", str(self.next()), grade, own(p))
        name = f"foto/{self.number(p)}_2023.jpg"
        self.made.put("faili/foto/*.jpg", (name, "", ""), {}, own(p))
        former: dict[str, Value] = {
            "skolena_id": ident,
            "personas_kods": p.code,
            "skolena_nr": self.number(p),
            "vards": p.given.nominative,
            "uzvards": p.surname.nominative,
        }
        self.made.put("skola/public.skoleni_vesture", str(self.next()), former, own(p))
        return ident

    def _also(self, parent: Person, table: str, ident: str) -> None:
        """The parent's contacts stand in the child's row."""
        claim = faint(parent, "vecaku_talrunis", "vecaku_e_pasts")
        self.made.claim(table, ident, claim)

    def letter(self, mail: str, author: str, text: str, *claims: Claim) -> None:
        """A letter to the school."""
        row: dict[str, Value] = {"no_epasta": mail, "iesniedzejs": author, "teksts": text}
        self.made.put("skola/public.iesniegumi", str(self.next()), row, *claims)

    def payment(self, payer: Person, p: Person) -> None:
        """Meals, paid by a parent for a child."""
        row: dict[str, Value] = {
            "konts": payer.iban,
            "skolena_nr": self.number(p),
            "maksatajs": payer.name,
            "merkis": f"Ēdināšana, {p.name}",
            "summa": int(self.number(p)),
        }
        claims = (part(p, "skolena_nr", "merkis"), part(payer, "konts", "maksatajs"))
        self.made.put("skola/public.maksajumi", str(self.next()), row, *claims)

    def ask(self, p: Person, kind: int | None = None) -> None:
        """By code, by number, or by the address."""
        kind = p.number % 2 if kind is None else kind
        if kind == 0:
            self.made.ask(p, asked(("personas-kods", p.code), person=p))
        elif kind == 1:
            self.made.ask(p, asked(("customer-number", self.number(p)), person=p))
        else:
            self.made.ask(p, asked(("email", p.email), person=p))


def family(s: School) -> None:
    """Two parents, two children, one of them under the mother's maiden name."""
    surname, maiden = s.people.family(), s.people.family()
    mother, father = s.people.one(surname, man=False), s.people.one(surname, man=True)
    parents = [(mother, s.parent(mother)), (father, s.parent(father))]
    for name in (surname, maiden):
        child = s.people.one(name, young=True)
        s.pupil(child, parents)
        s.payment(mother, child)
        s.letter(
            mother.email,
            mother.name,
            f"Lūdzu atbrīvot {child.whom} no sporta.",
            own(mother),
            faint(child, "teksts"),
        )
        s.ask(child)
    s.ask(mother, 2 if mother.number % 3 else 0)
    s.ask(father, 0)


def same_name(s: School) -> None:
    """Two pupils of one name; a letter says which by the code."""
    name = s.people.family()
    one = s.people.one(name, man=True, young=True)
    two = s.people.one(name, man=True, given=one.given, young=True)
    mothers = [s.people.one(name, man=False) for _ in range(2)]
    for p, mother in zip((one, two), mothers, strict=True):
        s.pupil(p, [(mother, s.parent(mother))])
        text = f"{p.name}, {p.code}, nebūs skolā."
        hers = part(mother, "no_epasta", "iesniedzejs", "teksts")
        s.letter(mother.email, mother.name, text, hers, part(p, "teksts"))
        s.ask(p)
        s.ask(mother, 0)


def teacher(s: School) -> None:
    """A teacher whose child goes to the school; the log tells when they came in."""
    name = s.people.family()
    p = s.people.one(name, man=False)
    child = s.people.one(name, young=True)
    row: dict[str, Value] = {
        "personas_kods": p.code,
        "darba_e_pasts": f"skolotaja{p.number}@skola.example.lv",
        "vards": p.given.nominative,
        "uzvards": p.surname.nominative,
    }
    s.made.put("skola/public.skolotaji", str(s.next()), row, own(p))
    s.pupil(child, [(p, s.parent(p))])
    line = f"2024-03-01T08:00:00Z login ok user={row['darba_e_pasts']} ip=10.0.0.{p.number % 250}"
    s.made.put(
        "faili/zurnali/*.log", ("zurnali/a.log", "", str(s.next())), {"text": line}, doubt(p)
    )
    s.ask(p, 0)
    s.ask(child)


def orphan(s: School) -> None:
    """A pupil without parents in the system, whose number is somebody's amount."""
    p = s.people.one(young=True)
    s.pupil(p, [])
    s.ask(p)


STORIES = (family, same_name, teacher, orphan)
