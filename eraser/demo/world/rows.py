"""What the company's database holds of a household: contracts, invoices, payments and the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from eraser.demo.world.codes import Codes
from eraser.demo.world.people import Household, Kind, Person, Population
from eraser.demo.world.places import Place
from eraser.demo.world.record import Hold, Link, Owner, Planted
from eraser.model.place import Value

STAFF = 12
"""Employees who are no customers; their numbers are 1 to 12."""

EMPLOYED_CYCLES = 3
AML_CYCLES = 3
"""Only in so many first cycles is a customer employed, or checked for money laundering."""

ACCOUNTING = "lv.gl.28.5"
AML = "lv.nilltpfn.37"

SUBSCRIBED = frozenset(
    {
        (Kind.CHANGED_CODE, 0),
        (Kind.JOINT, 0),
        (Kind.FATHER_AND_SON, 1),
        (Kind.FAMILY_PHONE, 0),
        (Kind.EMPLOYEE, 0),
        (Kind.SHARED_IBAN, 0),
        (Kind.DEBTOR, 0),
    }
)
"""Seats with a consent to marketing: they get the newsletter."""

_CONTRACTS: dict[tuple[Kind, int], tuple[tuple[int, ...], ...]] = {
    (Kind.CHANGED_CODE, 0): ((7, 3, 1), (9, 8)),
    (Kind.JOINT, 0): ((7, 2),),
    (Kind.FATHER_AND_SON, 0): ((2, 1),),
    (Kind.FATHER_AND_SON, 1): ((1,),),
    (Kind.NAMESAKE, 0): ((1,),),
    (Kind.FAMILY_PHONE, 0): ((3, 1),),
    (Kind.FAMILY_PHONE, 1): ((8,),),
    (Kind.LEFT, 0): ((9, 8, 7),),
    (Kind.EMPLOYEE, 0): ((2,),),
    (Kind.SHARED_IBAN, 0): ((6,),),
    (Kind.SHARED_IBAN, 1): ((4,),),
    (Kind.AML, 0): ((8,),),
    (Kind.DEBTOR, 0): ((3, 1),),
}
"""For each seat its contracts, and for each contract how many years ago it was invoiced.

Who is not here has no contract of their own. Six years ago means: invoiced in December, paid in
January of the next year, so that the payment is still held when the invoice no longer is.
"""


@dataclass(frozen=True, slots=True)
class Books:
    """Makes the rows of households, as of `today`."""

    population: Population
    codes: Codes
    today: date
    incidents_every: int
    """Every so many cycles there is an incident on film."""

    def rows(self, home: Household) -> Iterator[Planted]:
        """Every row of the household; rows that others refer to come first."""
        random = self.population.random(home.number, "rows")
        for person in home.people:
            yield _customer(home, person, random)
        for member, person in enumerate(home.people):
            for index, years in enumerate(_CONTRACTS.get((home.kind, member), ())):
                yield from self._contract(home, person, index, years, random)
            yield from self._around(home, member, random)

    def _contract(
        self, home: Household, person: Person, index: int, years: tuple[int, ...], random: Random
    ) -> Iterator[Planted]:
        number = person.number * 2 + index + 1
        other = home.people[1] if home.kind is Kind.JOINT else None
        contract = self._contract_row(number, person, other, years, random)
        yield contract
        meter = self.codes.meter(number)
        yield Planted(
            Place.METERS,
            (meter,),
            {"meter_number": meter, "contract_id": number},
            tuple(Owner(o.person) for o in contract.owners),
            (Link("contract_id", Place.CONTRACTS, contract.key),),
        )
        for count, ago in enumerate(year for year in years for _ in range(random.randrange(1, 4))):
            yield from self._invoice(contract, person, count, self.today.year - ago, random)

    def _contract_row(
        self,
        number: int,
        person: Person,
        other: Person | None,
        years: tuple[int, ...],
        random: Random,
    ) -> Planted:
        signed = date(self.today.year - max(years) - 1, random.randrange(1, 12), 15)
        ended = None if min(years) < 5 else date(self.today.year - min(years) + 1, 2, 1)
        owners = [Owner(person.number, ("contact_phone",) if other else ())]
        links = [Link("customer_id", Place.CUSTOMERS, (str(person.id),))]
        if other:
            owners.append(Owner(other.number, ("co_customer_id",)))
            links.append(Link("co_customer_id", Place.CUSTOMERS, (str(other.id),)))
        fields: dict[str, Value] = {
            "id": number,
            "contract_number": f"L-{signed.year}-{number:07d}",
            "customer_id": person.id,
            "co_customer_id": other.id if other else None,
            "signed_on": signed.isoformat(),
            "ended_on": ended.isoformat() if ended else None,
            "account_manager_id": random.randrange(1, STAFF + 1),
            "contact_phone": person.phone,
        }
        return Planted(Place.CONTRACTS, (str(number),), fields, tuple(owners), tuple(links))

    def _invoice(
        self, contract: Planted, person: Person, count: int, year: int, random: Random
    ) -> Iterator[Planted]:
        late = self.today.year - year == 6
        issued = date(year, 12 if late else random.randrange(1, 12), random.randrange(10, 28))
        number = f"GE{year % 100:02d}-{int(contract.key[0]):07d}-{count:02d}"
        total = f"{random.randrange(1200, 19000) / 100:.2f}"
        yield Planted(
            Place.INVOICES,
            (number,),
            {
                "invoice_number": number,
                "contract_id": int(contract.key[0]),
                "customer_id": person.id,
                "issued_on": issued.isoformat(),
                "total": total,
                "buyer_name": person.name,
                "approved_by": random.randrange(1, STAFF + 1),
            },
            (Owner(person.number),),
            (
                Link("contract_id", Place.CONTRACTS, contract.key),
                Link("customer_id", Place.CUSTOMERS, (str(person.id),)),
            ),
            _accounting(issued),
        )
        paid = issued + timedelta(days=25 if late else random.randrange(1, 30))
        payment = int(contract.key[0]) * 100 + count
        yield Planted(
            Place.PAYMENTS,
            (str(payment),),
            {
                "id": payment,
                "invoice_number": number,
                "paid_on": paid.isoformat(),
                "amount": total,
                "payer_iban": person.iban,
            },
            (Owner(person.number),),
            (Link("invoice_number", Place.INVOICES, (number,)),),
            _accounting(paid),
        )

    def _around(self, home: Household, member: int, random: Random) -> Iterator[Planted]:
        """What refers to the customer alone."""
        person, seat = home.people[member], (home.kind, member)
        past = date(self.today.year - 4, random.randrange(1, 13), random.randrange(1, 28))
        if seat in SUBSCRIBED:
            values = {"email": person.email, "channel": "email", "given_on": past.isoformat()}
            yield _of_customer(Place.CONSENTS, person, values)
        if home.kind is Kind.DEBTOR:
            closed = past + timedelta(days=90)
            values = {"opened_on": past.isoformat(), "closed_on": closed.isoformat()}
            yield _of_customer(Place.DEBTS, person, values)
        if home.kind is Kind.AML and home.cycle < AML_CYCLES:
            yield self._aml_file(home.cycle, person)
        day = self.filmed_on(home, member)
        if day is not None:
            values = {"clip_object": clip(person, day), "happened_on": day.isoformat()}
            yield _of_customer(Place.INCIDENTS, person, values)

    def _aml_file(self, cycle: int, person: Person) -> Planted:
        """Ended two years ago; not ended; ended so long ago that nothing is held any more."""
        ended = (self.today - relativedelta(years=2), None, self.today - relativedelta(years=7))[
            cycle
        ]
        values = {
            "personal_code": person.personal_code,
            "relationship_ended_on": ended.isoformat() if ended else None,
        }
        hold = Hold(AML, ended + relativedelta(years=5) if ended else None)
        return _of_customer(Place.AML_FILES, person, values, hold)

    def filmed_on(self, home: Household, member: int) -> date | None:
        """The day of this person's incident before the camera, if there was one."""
        filmed = home.kind in (Kind.CHANGED_CODE, Kind.EMPLOYEE)
        if member or not filmed or home.cycle % self.incidents_every:
            return None
        return self.today - timedelta(days=3 + home.number % 40)


def clip(person: Person, day: date) -> str:
    """The object that holds the film of an incident."""
    return f"cctv/gate-1/{day.isoformat()}-{person.number}.mp4"


def _customer(home: Household, person: Person, random: Random) -> Planted:
    clerk = random.randrange(1, STAFF + 1)
    if home.kind is Kind.EMPLOYEE and home.cycle < EMPLOYED_CYCLES:
        clerk = STAFF + 1 + home.cycle
    fields: dict[str, Value] = {
        "id": person.id,
        "customer_number": person.customer_number,
        "given_name": person.given.nominative,
        "surname": person.surname.nominative,
        "personal_code": person.personal_code,
        "former_personal_code": person.former_code,
        "email": person.email,
        "phone": written_phone(person),
        "iban": person.iban,
        "address": person.address,
        "created_by": clerk,
    }
    return Planted(Place.CUSTOMERS, (str(person.id),), fields, (Owner(person.number),))


def _of_customer(
    place: Place, person: Person, values: dict[str, str | None], hold: Hold | None = None
) -> Planted:
    """A row of which a customer has at most one."""
    return Planted(
        place,
        (str(person.number + 1),),
        {"id": person.number + 1, "customer_id": person.id, **values},
        (Owner(person.number),),
        (Link("customer_id", Place.CUSTOMERS, (str(person.id),)),),
        hold,
    )


def _accounting(clock: date) -> Hold:
    """Five years from the end of the financial year (Grāmatvedības likums 28, point 5)."""
    return Hold(ACCOUNTING, date(clock.year + 5, 12, 31))


def written_phone(person: Person) -> str:
    """The phone as different clerks type it; always the same for one number."""
    phone = person.phone
    forms = (
        phone,
        f"+371 {phone[:2]} {phone[2:5]} {phone[5:]}",
        f"+371{phone}",
        f"{phone[:4]}-{phone[4:]}",
    )
    return forms[int(phone) % len(forms)]
