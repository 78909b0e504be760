"""Made-up identifiers and their look-alikes, from a seed.

Every check digit is computed here anew and not by the code that is measured.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

LETTERS = "ABCDEFGHJKLMNPRSTUVZ"


def digits(random: Random, count: int) -> str:
    """That many random digits, the first not 0."""
    return str(random.randrange(1, 10)) + "".join(random.choices("0123456789", k=count - 1))


def day(random: Random, first: date, last: date) -> date:
    """A random day between two."""
    return first + timedelta(random.randrange((last - first).days))


def _weighted(number: str, weights: tuple[int, ...]) -> int:
    return sum(w * int(d) for w, d in zip(weights, number, strict=False))


def old_code(random: Random) -> str:
    """A personas kods of the old form, with a check digit that is not 10."""
    while True:
        born = day(random, date(1930, 1, 1), date(2017, 6, 30))
        stem = f"{born:%d%m%y}{born.year // 100 - 18}{random.randrange(1000):03}"
        check = (1 + _weighted(stem, (10, 5, 8, 4, 2, 1, 6, 3, 7, 9))) % 11
        if check < 10:
            return f"{stem}{check}"


def new_code(random: Random) -> str:
    """A personas kods of the new form: random digits, no check."""
    return f"32{random.randrange(10**9):09}"


def personas_kods(random: Random) -> str:
    """Old or new form, in one of the ways people write them; new ones with a hyphen."""
    if random.random() < 0.3:
        code = new_code(random)
        return code[:6] + random.choice("--–") + code[6:]
    code = old_code(random)
    return code[:6] + random.choice(["-", "-", "-", "–", "", ""]) + code[6:]


def bare_new_code(random: Random) -> str:
    """A new code in one run of digits: only words tell that it is one."""
    return new_code(random)


def partial_code(random: Random) -> str:
    """Four digits."""
    return f"{random.randrange(10_000):04}"


def baltic_code(random: Random) -> str:
    """An isikukood or asmens kodas: both countries compute it alike."""
    born = day(random, date(1930, 1, 1), date(2020, 1, 1))
    sex = (3 if born.year < 2000 else 5) + random.randrange(2)
    stem = f"{sex}{born:%y%m%d}{random.randrange(1000):03}"
    check = _weighted(stem, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = _weighted(stem, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return f"{stem}{check}"


def iban(random: Random) -> str:
    """Of Latvia, Lithuania, Estonia, Germany or Belgium; plain or by four."""
    country, inner = random.choice(
        [
            ("LV", "HABA" + digits(random, 13)),
            ("LV", "UNLA" + digits(random, 13)),
            ("LT", digits(random, 16)),
            ("DE", digits(random, 18)),
        ]
    )
    number = "".join(str(int(c, 36)) for c in f"{inner}{country}00")
    plain = f"{country}{98 - int(number) % 97:02}{inner}"
    return (
        plain
        if random.random() < 0.6
        else " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))
    )


def email(random: Random) -> str:
    """With points, plus, digits, letters of any script."""
    name = random.choice(
        ["anna", "janis.berzins", "j_kalns", "zane+veikals", "mārtiņš", "иван", "o.k"]
    )
    host = random.choice(
        ["inbox.lv", "gmail.com", "piemērs.lv", "mail.example.co.uk", "xn--piemrs-s3a.lv"]
    )
    return f"{name}{random.choice(['', str(random.randrange(99))])}@{host}"


def phone(random: Random) -> str:
    """A Latvian number without its country's code, plain or grouped."""
    plain = random.choice(["2", "2", "6"]) + f"{random.randrange(10**7):07}"
    return random.choice(
        [plain, f"{plain[:2]} {plain[2:5]} {plain[5:]}", f"{plain[:4]}-{plain[4:]}"]
    )


def full_phone(random: Random) -> str:
    """With the code of Latvia, Lithuania, Estonia or Britain."""
    plain = random.choice(["2", "6"]) + f"{random.randrange(10**7):07}"
    return random.choice(
        [f"+371 {plain}", f"+371{plain}", f"00371 {plain}", f"(+371) {plain[:4]} {plain[4:]}",
         f"+370 6{random.randrange(10**7):07}", f"+372 5{random.randrange(10**6):06}0",
         "+44 20 7946 0958"]
    )  # fmt: skip


def card(random: Random) -> str:
    """Visa, Mastercard or American Express with Luhn's check digit, plain or grouped."""
    stem = random.choice(["4", "51", "55", "2221", "37"])
    size = 15 if stem == "37" else 16
    stem += "".join(random.choices("0123456789", k=size - 1 - len(stem)))
    doubled = [int(c) * (2 - i % 2) for i, c in enumerate(reversed(stem))]
    check = -sum(d - 9 if d > 9 else d for d in doubled) % 10
    plain = f"{stem}{check}"
    if size == 15 or random.random() < 0.5:
        return plain
    return random.choice(" -").join(plain[i : i + 4] for i in range(0, 16, 4))


def company(random: Random) -> str:
    """A Latvian company's registration number with a right check digit."""
    while True:
        stem = random.choice("4459") + digits(random, 9)
        for last in range(10):
            if _weighted(f"{stem}{last}", (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)) % 11 == 3:
                return f"{stem}{last}"


MONTHS = ("janvārī februārī martā aprīlī maijā jūnijā jūlijā augustā septembrī oktobrī novembrī "
          "decembrī").split()  # fmt: skip
RUSSIAN = ("января февраля марта апреля мая июня июля августа сентября октября ноября "
           "декабря").split()  # fmt: skip


def birth_date(random: Random) -> str:
    """Figures in three orders, or words in Latvian or Russian."""
    born = day(random, date(1930, 1, 1), date(2015, 1, 1))
    return random.choice(
        [f"{born:%d.%m.%Y}", f"{born:%Y-%m-%d}", f"{born:%d/%m/%Y}",
         f"{born.day}.{born.month}.{born.year}",
         f"{born.year}. gada {born.day}. {MONTHS[born.month - 1]}",
         f"{born.day} {RUSSIAN[born.month - 1]} {born.year}", f"{born:%d %B %Y}"]
    )  # fmt: skip


def other_date(random: Random) -> str:
    """A date of anything but a birth."""
    return f"{day(random, date(2015, 1, 1), date(2026, 1, 1)):%d.%m.%Y}"


def amount(random: Random) -> str:
    """Eight digits grouped as both money and phones are."""
    return f"{random.randrange(10, 99)} {random.randrange(100, 999)} {random.randrange(100, 999)}"


def letters_and_digits(letters: int, count: int) -> Callable[[Random], str]:
    """Document numbers of a form."""
    return lambda random: "".join(random.choices("ABDEFGHKLM", k=letters)) + digits(random, count)


def plate(random: Random) -> str:
    """Two letters and up to four digits."""
    stem = "".join(random.choices("ABCDEFGHJKMNPRSTUVZ", k=2))
    return f"{stem}{random.choice('- ')}{random.randrange(1, 10_000)}"


def address(random: Random) -> str:
    """Streets and farms as the letters of Latvian companies write them."""
    house, flat = random.randrange(1, 200), random.randrange(1, 99)
    street = random.choice(
        ["Salnas", "Krišjāņa Valdemāra", "Brīvības", "Ģertrūdes", "Mazā Nometņu"]
    )
    farm = random.choice(["Meždobeļi", "Kalna Ozoli", "Upmaļi"])
    return random.choice(
        [f"{street} iela {house} – {flat}", f"{street} ielā {house}A",
         f"{street} ielas {house}-{flat}", f"Ganību dambis {house} – {flat}",
         f"Raiņa bulvārī {house}", f"11. novembra krastmala {house}",
         f'"{farm}", Līvbērzes pag., Jelgavas nov.', f"{street} iela {house} k-2, dz. {flat}",
         f"ул. Бривибас {house}-{flat}", f"{street} street {house}"]
    )  # fmt: skip


def ip_address(random: Random) -> str:
    """Version 4 or 6."""
    if random.random() < 0.6:
        return ".".join(str(random.randrange(33, 127)) for _ in range(4))
    groups = [f"{random.randrange(16, 4096):x}" for _ in range(3)]
    return f"2a03:{groups[0]}:{groups[1]}::{groups[2]}"
