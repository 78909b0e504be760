"""An energy seller whose customers live together, share phones and names, die, marry and stand
surety: every household is one way to take somebody else's records.
"""

from __future__ import annotations

from bench.worlds.energy import MAP, PATTERNS, Energy
from bench.worlds.made import Made, doubt, faint, own, part
from bench.worlds.people import People
from eraser.demo.world.names import MEN, WOMEN


def build(persons: int, seed: int) -> Made:
    """At least `persons` people who ask, in households of every kind."""
    made = Made("homes", MAP, PATTERNS)
    seller = Energy(made, People(seed, "homes"))
    seller.staff()
    while len(made.requests) < persons:
        for household in HOUSEHOLDS:
            household(seller)
    return made


def father_and_son(e: Energy) -> None:
    """One name, one address, one phone; only the son has an e-mail address."""
    family, given = e.people.family(), e.people.random.choice(MEN)
    father = e.people.one(family, man=True, given=given)
    son = e.people.one(family, man=True, given=given, home=father.address, young=True)
    for p, mail in ((father, ""), (son, son.email)):
        c = e.customer(p, phone=father.phone, email=mail)
        e.contract(c)
        e.ask_strong(c)
    e.call(father.phone, "Zvanīja par rēķinu.", doubt(father), doubt(son))
    e.form(son, {"phone": father.phone}, own(son))
    e.ticket("", "", father.phone, son.name, "Lūdzu piezvanīt.", doubt(father), doubt(son))


def twins(e: Energy) -> None:
    """Codes that differ in one place, one birth date, their mother's address and phone."""
    family, (a, b) = e.people.family(), e.people.random.sample(WOMEN, 2)
    one = e.people.one(family, man=False, given=a)
    two = e.twin_of(one, b)
    for p in (one, two):
        c = e.customer(p, phone=one.phone, email=one.email)
        e.contract(c)
        e.ask_strong(c)
    # Both write from one address; only the number tells who.
    e.ticket(e.number(two), one.email, one.phone, two.name, "Par skaitītāju.", own(two))
    e.ticket("", one.email, one.phone, "", "Par skaitītāju.", doubt(one), doubt(two))


def couple(e: Energy) -> None:
    """One address, one phone, one account, a joint contract and one each."""
    family = e.people.family()
    man, wife = e.people.one(family, man=True), e.people.one(family, man=False)
    shared = {"phone": man.phone, "email": man.email, "iban": man.iban}
    one, two = e.customer(man, **shared), e.customer(wife, spouse=man.code, **shared)
    e.made.truth[man.number][two.ref] = faint(man, "spouse_code", "phone", "email", "iban")
    e.contract(one)
    e.contract(two)
    e.contract(one, co=two)
    for c in (one, two):
        e.ask_strong(c)
    e.search_note(one, f"Zvanīja {wife.name}, p.k. {wife.code}.", own(man))
    e.made.truth[wife.number][e.last] = part(wife, "messages")
    e.made.truth[man.number][e.last] = part(man, "customer", "messages")


def reused_phone(e: Energy) -> None:
    """The operator gave the number of one customer to another, who knows nothing of it."""
    before, now = e.people.one(), e.people.one()
    old = e.customer(before, phone=now.phone)
    new = e.customer(now)
    e.contract(old)
    e.contract(new)
    e.ticket(e.number(before), before.email, now.phone, before.name, "2015. gads.", own(before))
    e.ticket(e.number(now), now.email, now.phone, now.name, "2024. gads.", own(now))
    e.call(now.phone, "2024: zvans.", doubt(before), doubt(now))
    e.ask(old)
    e.ask(new)


def maiden_name(e: Energy) -> None:
    """She married: a double surname now, the old one in old letters, a new code too."""
    maiden, married = e.people.family(), e.people.family()
    her = e.people.one(maiden, man=False, new=False)
    double = f"{married.of_women.nominative}-{maiden.of_women.nominative}"
    new = e.people.new_code(her)
    c = e.customer(her, code=new, former=her.code, surname=double)
    e.contract(c)
    e.ticket("", her.email, her.phone, her.name, "No senā laika.", own(her))
    e.ticket("", "", "", her.name, f"Mans kods bija {her.code}.", own(her))
    e.form(her, {"code": her.code, "email": ""}, own(her))
    e.form(her, {"code": new, "name": f"{her.given.nominative} {double}"}, own(her))
    e.ask(c)


def heir(e: Energy) -> None:
    """A customer died; a daughter took over the home, and tells so with her father's code."""
    family = e.people.family()
    dead, alive = e.people.one(family, man=True), e.people.one(family, man=False)
    old, new = e.customer(dead, email=""), e.customer(alive)
    e.contract(old)
    e.contract(new)
    text = f"Mans tēvs {dead.name}, {dead.code}, nomira; lūdzu pārrakstīt līgumu uz mani."
    e.ticket(
        e.number(alive), alive.email, alive.phone, alive.name, text, part(dead, "body"), own(alive)
    )
    e.made.truth[alive.number][e.last] = part(alive, *e.TICKET)
    e.ask_strong(old)
    e.ask(new)


def employee(e: Energy) -> None:
    """She works here, serves others, and is a customer herself."""
    her, other = e.people.one(man=False), e.people.one()
    staff = e.employee(her)
    own_home, served = e.customer(her, created_by=staff), e.customer(other, created_by=staff)
    e.contract(own_home)
    e.contract(served, signed_by=staff)
    e.ticket(e.number(other), other.email, "", other.name, "Paldies par palīdzību!", own(other))
    e.ask(own_home)
    e.ask(served)


def group_mailbox(e: Energy) -> None:
    """Two partners of a small firm write from info@; the firm is named after one of them."""
    a, b = e.people.one(), e.people.one()
    mailbox = f"info@{a.surname.nominative.lower()}{a.number}.example.lv"
    one, two = e.customer(a, email=mailbox), e.customer(b, email=mailbox)
    e.company(a, mailbox, a.phone, faint(a, "contact_name", "contact_email", "contact_phone"))
    e.made.truth[b.number][e.last] = faint(b, "contact_email")
    e.contract(one)
    e.contract(two)
    e.ticket("", mailbox, "", "", "Lūdzu rēķinu firmai.", doubt(a), doubt(b))
    e.ask_strong(one)
    e.ask_strong(two)


def guarantor(e: Energy) -> None:
    """One stands surety for the other; a third guarantor is no customer at all."""
    debtor, surety = e.people.one(), e.people.one(new=True)
    one, two = e.customer(debtor), e.customer(surety)
    e.contract(one, guarantor=surety)
    e.contract(two)
    e.ask(one)
    e.ask(two)


def unknown_guarantor(e: Energy) -> None:
    """Of the guarantor nobody knows more than the code."""
    debtor = e.people.one()
    c = e.customer(debtor)
    e.contract(c, guarantor_code=e.people.stranger_code())
    e.ask(c)


def mistyped(e: Energy) -> None:
    """A form with the right address and a code that is one slip away, once another's."""
    p, other = e.people.one(), e.people.one()
    c, d = e.customer(p), e.customer(other)
    e.contract(c)
    e.contract(d)
    e.form(p, {"code": e.slip(p.code), "phone": ""}, doubt(p))
    e.form(p, {"code": other.code, "phone": ""}, doubt(p), doubt(other))
    e.ask_strong(c)
    e.ask_strong(d)


def mentioned(e: Energy) -> None:
    """Neighbours write about a customer, in every case, with number, code, address or phone."""
    about, writer = e.people.one(), e.people.one()
    c, d = e.customer(about), e.customer(writer)
    e.contract(c)
    e.contract(d)
    texts = (
        f"Par {about.whom} (p.k. {about.code}) dzīvoklī 5.",
        f"Nododiet {about.to_whom}, klienta nr. {e.number(about)}, šo vēstuli.",
        f"Tas ir {about.whose} skaitītājs, raksta uz {about.email}.",
        f"Zvaniet {about.to_whom}: {about.phone[-8:]}.",
    )
    for n, text in enumerate(texts):
        mention = part(about, "body") if n < 2 else faint(about, "body")
        e.ticket(e.number(writer), writer.email, writer.phone, writer.name, text, mention)
        e.made.truth[writer.number][e.last] = part(writer, *e.TICKET) if n < 2 else own(writer)
    e.call(writer.phone, f"Sūdzas par {about.whom}, {about.code}.", part(about, "note"))
    e.made.truth[writer.number][e.last] = faint(writer, "phone", "note")
    e.ask(c)
    e.ask(d)


def without_contacts(e: Energy) -> None:
    """A form insisted: nav@nav.lv and 00000000 stand in the rows of many."""
    for _ in range(3):
        p = e.people.one()
        c = e.customer(p, email="nav@nav.lv", phone="00000000")
        e.contract(c)
        e.ticket(e.number(p), "nav@nav.lv", "00000000", p.name, "Rādījums 512.", own(p))
        e.ask_strong(c)


def namesakes(e: Energy) -> None:
    """Two strangers of one name, one town, one birth date."""
    family, given = e.people.family(), e.people.random.choice(MEN)
    for _ in range(2):
        p = e.people.one(family, man=True, given=given)
        c = e.customer(p)
        e.contract(c)
        e.ticket("", p.email, "", p.name, "Labdien!", own(p))
        e.ask(c)


def two_managers(e: Energy) -> None:
    """A customer of two controllers in one system asks one of them."""
    p = e.people.one()
    e.ask_one_manager(p)


def daughter(e: Energy) -> None:
    """A mother pays for her daughter, from her account, with the daughter's number."""
    family = e.people.family()
    mother = e.people.one(family, man=False)
    child = e.people.one(family, man=False, home=mother.address, young=True)
    one, two = e.customer(mother), e.customer(child, phone=mother.phone)
    e.contract(one)
    e.contract(two, payer=mother)
    e.ask(one)
    e.ask_strong(two)


HOUSEHOLDS = (
    father_and_son,
    twins,
    couple,
    reused_phone,
    maiden_name,
    heir,
    employee,
    group_mailbox,
    guarantor,
    unknown_guarantor,
    mistyped,
    mentioned,
    without_contacts,
    namesakes,
    two_managers,
    daughter,
)
