"""Values by the names that `texts.yaml` uses: identifiers, and numbers of other things."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from uuid import UUID

from bench import values

Maker = Callable[[Random], str]


def hyphened(code: str, sign: str = "-") -> str:
    """A personal code with something between its halves."""
    return f"{code[:6]}{sign}{code[6:]}"


def any_code(random: Random) -> str:
    """An old code in any written form."""
    return hyphened(values.old_code(random), random.choice(["-", "-", "-", "", "–", " "]))


def new_code(random: Random) -> str:
    """A new code that begins with 32 to 39; no check digit."""
    return f"3{random.choice('22222345679')}{random.randrange(10**9):09}"


def iban(country: str, inner: str) -> str:
    """An IBAN with its check digits (ISO 7064 mod 97)."""
    number = "".join(str(int(c, 36)) for c in f"{inner}{country}00")
    return f"{country}{98 - int(number) % 97:02}{inner}"


def latvian_iban(random: Random) -> str:
    """Of one of six banks, in one run."""
    bank = random.choice(["HABA", "UNLA", "PARX", "RIKO", "LAPB", "NDEA"])
    return iban("LV", f"{bank}0551{values.digits(random, 9)}")


def foreign_iban(random: Random) -> str:
    """Of Lithuania, Belgium, Germany, Estonia or Britain."""
    belgian = "967" + values.digits(random, 7)
    return random.choice(
        [
            iban("LT", "3250" + values.digits(random, 12)),
            iban("BE", belgian + f"{int(belgian) % 97 or 97:02}"),
            iban("DE", "500105" + values.digits(random, 12)),
            iban("EE", "22" + values.digits(random, 14)),
            iban("GB", "REVO" + values.digits(random, 14)),
        ]
    )


def by_four(text: str) -> str:
    """As on paper."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def phone(random: Random) -> str:
    """Eight digits of a mobile or a land line."""
    head = random.choice(["20", "22", "25", "26", "27", "28", "29", "63", "64", "65", "67"])
    return head + f"{random.randrange(10**6):06}"


def spaced_phone(random: Random) -> str:
    """Grouped by spaces."""
    p = phone(random)
    return random.choice(
        [
            f"{p[:2]} {p[2:5]} {p[5:]}",
            f"{p[:4]} {p[4:]}",
            f"{p[:2]} {p[2:4]} {p[4:6]} {p[6:]}",
        ]
    )


def ean(random: Random) -> str:
    """EAN-13 with its check digit."""
    stem = random.choice(["475", "400", "978", "590", "871"]) + f"{random.randrange(10**9):09}"
    total = sum(int(c) * (3 if at % 2 else 1) for at, c in enumerate(stem))
    return f"{stem}{-total % 10}"


def plain_card(random: Random) -> str:
    """A card of sixteen digits in one run."""
    while True:
        card = values.card(random).replace(" ", "").replace("-", "")
        if len(card) == 16:
            return card


def luhn_fails(stem: str, count: int) -> Maker:
    """Numbers that begin like a card's and hold no check."""

    def make(random: Random) -> str:
        number = stem + "".join(random.choices("0123456789", k=count - len(stem)))
        doubled = [int(c) * (1 + at % 2) for at, c in enumerate(reversed(number))]
        total = sum(d - 9 if d > 9 else d for d in doubled)
        return number if total % 10 else make(random)

    return make


def number(count: int, stem: str = "") -> Maker:
    """Random digits, the first not 0."""
    return lambda random: (
        stem
        + (
            values.digits(random, count - len(stem))
            if not stem
            else "".join(random.choices("0123456789", k=count - len(stem)))
        )
    )


def tracking(random: Random) -> str:
    """Of the post and of carriers."""
    nine = values.digits(random, 9)
    return random.choice(
        [f"RR{nine}LV", f"CC{nine}LV", values.digits(random, 14), f"1Z{nine}1234567"]
    )


def invoice(random: Random) -> str:
    """As bookkeeping numbers them."""
    eight = values.digits(random, 8)
    return random.choice([f"R{eight}", f"INV-2023-{eight[:5]}", f"2023/{eight[:6]}", f"{eight}001"])


def cadastre(random: Random) -> str:
    """Territory, group, parcel: eleven digits."""
    area = random.choice(["3201", "3601", "3801", "0100", "6466"])
    three, four = f"{random.randrange(1000):03}", f"{random.randrange(10**4):04}"
    return random.choice(
        [f"{area}{three}{four}", f"{area}-{three}-{four}", f"{area} {three} {four}"]
    )


def four_parts(random: Random) -> str:
    """A public address of version 4."""
    rest = ".".join(str(random.randrange(1, 255)) for _ in range(3))
    return f"{random.choice([78, 81, 85, 195, 212])}.{rest}"


MAKERS: dict[str, Maker] = {
    "personas-kods:any": any_code,
    "personas-kods:plain": values.old_code,
    "personas-kods:hyphen": lambda r: hyphened(values.old_code(r)),
    "personas-kods:new": lambda r: hyphened(new_code(r), r.choice(["-", "-", ""])),
    "personas-kods:new-hyphen": lambda r: hyphened(new_code(r)),
    "isikukood": values.baltic_code,
    "asmens-kodas": values.baltic_code,
    "iban": lambda r: r.choice([latvian_iban(r), by_four(latvian_iban(r))]),
    "iban:grouped": lambda r: by_four(latvian_iban(r)),
    "iban:foreign": lambda r: r.choice([foreign_iban(r), by_four(foreign_iban(r))]),
    "email": values.email,
    "phone:plain": phone,
    "phone:country": lambda r: f"+371{r.choice(['', ' '])}{phone(r)}",
    "phone:spaced": spaced_phone,
    "phone:hyphen": lambda r: (lambda p: f"{p[:4]}-{p[4:]}")(phone(r)),
    "phone:foreign": lambda r: (
        r.choice(["+44 20 7946 0", "+49 151 2345 6", "+48 512 345 "]) + values.digits(r, 3)
    ),
    "phone:lt": lambda r: f"+370 6{r.randrange(100):02} {r.randrange(10**5):05}",
    "phone:ee": lambda r: f"+372 5{r.randrange(1000):03} {r.randrange(10**4):04}",
    "passport": number(9, "LV"),
    "eid": number(9, "PA"),
    "driving-licence": values.letters_and_digits(3, 6),
    "vehicle-plate:hyphen": lambda r: values.plate(r).replace(" ", "-"),
    "payment-card:plain": plain_card,
    "payment-card:grouped": lambda r: by_four(plain_card(r)),
    "ip-address:four": four_parts,
    "!regno": values.company,
    "!invoice": invoice,
    "!tracking": tracking,
    "!cadastre": cadastre,
    "!cadastre-new": cadastre,
    "!ean13": ean,
    "!gln13": number(13, "475"),
    "!isbn13": lambda r: (
        f"978-9984-{r.randrange(10, 99)}-{r.randrange(100, 999)}-{r.randrange(10)}"
    ),
    "!sha1": lambda r: f"{r.getrandbits(160):040x}",
    "!uuid": lambda r: str(UUID(int=r.getrandbits(128), version=4)),
    "!iso": lambda r: f"2024-0{r.randrange(1, 10)}-1{r.randrange(10)}T10:2{r.randrange(10)}:59Z",
    "!epoch": number(10, "17"),
    "!epochms": number(13, "17"),
    "!epochus": number(16, "17"),
    "!imei": luhn_fails("35", 15),
    "!iccid": number(19, "8937101"),
    "!vin": number(17, "WVWZZZ1KZAW"),
    "!alnum": lambda r: f"L{r.randrange(1000, 9999)}/{r.randrange(10, 99)}",
    "!digits16nl": luhn_fails("7", 16),
    **{f"!digits{count}": number(count) for count in (2, 3, 5, 8, 10, 11, 12, 14)},
}
