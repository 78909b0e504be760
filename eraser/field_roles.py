"""What a field's name says of the person in it: who acted, who served somebody, a relative.

Names are judged word by word, in Latvian, English and Russian: `createdBy`, `izveidotaja_id`,
`laulātāKods`. They only ever take away: no name makes a record anybody's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from eraser.identifiers.written import fold

_CAMEL = re.compile(
    r"(?<=[^\W_A-Z])(?=[A-ZĀČĒĢĪĶĻŅŠŪŽ])|(?<=[^\W\d_])(?=[0-9])|(?<=[0-9])(?=[^\W\d_])"
)
"""Where words meet that nothing parts: `createdBy`, `parent1email`; not `phones`."""

_JOINTS = re.compile(r"[\W_]+")

_ACTING = re.compile(
    r"\b(?:by|agents?|managers?|operators?|assignee|editor|approver|handler|"
    r"inspector|izveido\w*|sagatavo\w*|apstiprin\w*|parakst\w*|registre(?:ja|taj\w*)|ievadi(?:ja)?|"
    r"ievaditaj\w*|labo(?:ja|taj\w*)|maini(?:ja|taj\w*)|dzesa|dzesej\w*|pienem(?:a|ej\w*)|"
    r"izsniedz(?:a|ej\w*)|izrakstij\w*|atbildig\w*|menedzer\w*|vaditaj\w*|operator\w*|"
    r"izpilditaj\w*|apkalpo\w*|uzstadi(?:ja)?|uzstaditaj\w*|parbaudi(?:ja)?|parbauditaj\w*|"
    r"redaktor\w*|inspektor\w*|kurator\w*|sozdal|sozdatel\w*|utverdil|podpisal|"
    r"создал\w*|создател\w*|утверд\w*|подписа\w*|менеджер\w*|агент\w*)\b"
)
"""Matches `created_by`, `account_manager_id`, `sagatavoja`, `apstiprinātājaId`; not
`customer_id`, `bypass_id`, `klienta_id`. Latvian without diacritics, because folded."""

_WHAT = frozenset(
    "name names full given first last surname family email e mail phone tel mobile code number nr "
    "iban account address vards uzvards epasts pasts talrunis tel kods numurs konts adrese".split()
)
"""Words that say what stands in a field, not whose it is."""

_CUSTOMERS_ACT = re.compile(
    r"\b(?:(?:paid|pay|ordered|requested|reported|submitted|booked|bought|purchased|donated|sent|"
    r"referred|invited|claimed|filed|asked|signed|rented|leased) by|pasutij\w*|samaksaj\w*|"
    r"iesniedz\w*|pieteic\w*|pieteik\w*|nopirk\w*|ziedoj\w*)\b"
)
"""What people do who are no staff: matches `paid_by_mail`, `ordered_by`; not `created_by`."""

_WHOM = re.compile(
    r"\b(?:clients?|customers?|buyers?|patients?|members?|students?|pupils?|tenants?|guests?|users?|"
    r"klient\w*|pircej\w*|pacient\w*|abonent\w*|pasutitaj\w*|skolen\w*|student\w*|ire?niek\w*|"
    r"клиент\w*|покупател\w*|пациент\w*)\b"
)
"""Whom a record is about where somebody serves them: matches `client_mail`, `buyer`."""

_SERVING = re.compile(
    r"\b(?:staff|employee|emp|clerk|rep|sales|seller|salesperson|cashier|teller|officer|"
    r"advis[eo]r|consultant|doctor|practitioner|physician|nurse|teacher|trainer|lawyer|driver|"
    r"courier|technician|mechanic|darbiniek\w*|pardevej\w*|kasier\w*|arst[sae]|arstes?|arsta|"
    r"medmas\w*|skolotaj\w*|pasniedzej\w*|trener\w*|konsultant\w*|specialist\w*|jurist\w*|"
    r"soferi?[sa]?|vaditaja|kurjer\w*|meistar\w*|tehnik\w*|montier\w*|gramatved\w*|agent[sa]?|"
    r"сотрудник\w*|врач\w*|продав\w*|кассир\w*|учител\w*|водител\w*|курьер\w*|мастер\w*)\b"
)
"""Matches `staff_id`, `sales_rep`, `darbinieksId`, `ārsta_id`; not `step_id`, `klients`."""

_RELATIVE = re.compile(
    r"\b(?:(?:guardian|parent|mother|father|spouse|emergency)s?(?:e?mail|phone|tel|code|name)?|"
    r"family(?! ?name)|mom|mum|dad|husband|wife|child|children|"
    r"son|daughter|brother|sister|sibling|relative|kin|heir|beneficiary|guarantor|co ?signer|"
    r"co ?borrower|trustee|proxy|representative|contact (?:person|name)|referr?er|"
    r"referred|agents?|managers?|by|"
    r"aizbild\w*|aizgadn\w*|vecak\w*|mate|mates|tevs|teva|laulat\w*|vira|virs|sieva|"
    r"sievas|berns|berna|dels|dela|meita|meitas|bral\w*|radiniek\w*|mantiniek\w*|"
    r"galvotaj\w*|galvinie\w*|lidzaiznem\w*|kontaktperson\w*|parstav\w*|pilnvarot\w*|"
    r"pilnvarniek\w*|labuma guvej\w*|ieteic\w*|agent[sa]|menedzer\w*|izveido\w*|sagatavo\w*|"
    r"опекун\w*|родител\w*|мать|матери|мама|отец|отца|папа|супруг\w*|муж|мужа|жена|жены|сын|сына|"
    r"дочь|дочери|ребен\w*|наследни\w*|поручител\w*|представител\w*|агент\w*|"
    r"контактное лицо|контактного лица)\b"
)
"""Whose name says that it is another person than the row's: matches `guardian_code`,
`laulātāKods`, `parent_mail`; not `phone`, `contact_email`, `apparent`."""


_PARTY = re.compile(
    r"\b(?:third party|counterparty|recipient|receiver|addressee|consignee|payee|witness|referee|"
    r"passenger|godmother|godfather|neighbou?r|visitor|callee|sanemej\w*|adresat\w*|lieciniek\w*|"
    r"pasazier\w*|krustmat\w*|krusttev\w*|kaimin\w*|apmekletaj\w*|tres[aso]s? persona\w*|"
    r"получател\w*|адресат\w*|свидетел\w*|пассажир\w*|сосед\w*)\b"
)
"""Who has a part in a matter that is somebody else's: matches `third_party_email`, `saņēmēja_tel`;
not `customer_email`, `party_size`."""


@lru_cache(maxsize=4096)
def words(field: str) -> str:
    """A field's name as words in small letters without diacritics.

    >>> words("profile.phones[].laulātāKods")
    'profile phones laulata kods'
    """
    return fold(" ".join(_JOINTS.sub(" ", _CAMEL.sub(" ", field)).split()))


@lru_cache(maxsize=4096)
def acts(field: str) -> bool:
    """Whether the field says who did something, not whom the record is about.

    >>> acts("izveidotāja_id"), acts("klienta_id")
    (True, False)
    """
    return bool(_ACTING.search(words(field)))


@lru_cache(maxsize=4096)
def serves(field: str) -> bool:
    """Whether the field says who served somebody, where another field says whom; else (a
    payslip's `employee_id`) it says whom the record is about.
    """
    return bool(_SERVING.search(words(field)))


@lru_cache(maxsize=4096)
def whom(field: str) -> bool:
    """Whether the field says who was served: a client, a patient.

    >>> whom("client_mail"), whom("seller")
    (True, False)
    """
    return bool(_WHOM.search(words(field)))


@lru_cache(maxsize=4096)
def of_another(field: str) -> bool:
    """Whether the field of a person's row is, by its name, about somebody else: a guardian, a
    spouse, a guarantor, a contact person, an agent.

    >>> of_another("guardian_code"), of_another("galvotājaKods"), of_another("former_code")
    (True, True, False)
    >>> [of_another(f) for f in ("parent1_email", "mothersPhone2", "guardianname", "phone2")]
    [True, True, True, False]
    """
    return bool(_RELATIVE.search(words(field)))


@lru_cache(maxsize=4096)
def other_party(field: str) -> bool:
    """Whether the field, where the record is no person's, is about somebody who only has a part in
    it: whoever is named there, the record is not theirs alone.

    >>> other_party("third_party_email"), other_party("contact_person"), other_party("email")
    (True, True, False)
    """
    return of_another(field) or bool(_PARTY.search(words(field)))


@lru_cache(maxsize=4096)
def role_words(field: str) -> frozenset[str]:
    """What tells the persons of a record apart in the names of fields: whose, not what.

    >>> role_words("driver_email") == role_words("driverName"), role_words("email")
    (True, frozenset())
    """
    return frozenset(words(field).split()) - _WHAT


@lru_cache(maxsize=4096)
def at_work(field: str) -> bool:
    """Whether the field is about whoever of the house acted or served; customers pay and order.

    >>> [at_work(f) for f in ("doc.createdBy.email", "agent_email", "paid_by_mail", "email")]
    [True, True, False, False]
    """
    name = words(field)
    return not _CUSTOMERS_ACT.search(name) and (acts(field) or serves(field))
