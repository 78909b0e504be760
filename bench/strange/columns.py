"""Whole columns by their headers: what each is, and what nobody may take it for.

Also the shapes of public sample databases (pagila, northwind), which hold no identifier of Latvia.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from bench import values
from bench.strange import numbers

Cell = str | int | date
Maker = Callable[[Random], Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """A header, its cells, and the categories that a scan has to find in it (by path)."""

    header: str
    cells: list[Cell]
    expected: frozenset[str]


_CODES: dict[str, Maker] = {
    "pk": values.old_code,
    "personas_kods": numbers.any_code,
    "PersonasKods": values.old_code,
    "pers_kods": lambda r: numbers.hyphened(values.old_code(r)),
    "klients_pk": values.old_code,
    "ssn": lambda r: numbers.hyphened(values.old_code(r)),
    "national_id": values.old_code,
    "c7": values.old_code,
    "value": lambda r: values.old_code(r) if r.random() < 0.5 else values.company(r),
    "person_code": numbers.new_code,
    "identifier": lambda r: numbers.hyphened(numbers.new_code(r)),
    "vat_no": lambda r: "LV" + values.old_code(r),
}
_PHONES: dict[str, Maker] = {
    "tālr": numbers.phone,
    "talrunis": numbers.spaced_phone,
    "mob": numbers.phone,
    "tel2": lambda r: "371" + numbers.phone(r),
    "msisdn": lambda r: "371" + numbers.phone(r),
    "contact_number": numbers.phone,
    "phone_int": lambda r: int(numbers.phone(r)),
    "c3": lambda r: "+371" + numbers.phone(r),
    # As pagila and northwind have them, from all over the world.
    "phone": lambda r: values.digits(r, r.choice([12, 12, 12, 11, 10])),
    "HomePhone": lambda r: f"({r.randrange(100, 999)}) 555-{r.randrange(1000, 9999)}",
    "Fax": lambda r: f"{r.randrange(20, 89)}.{r.randrange(100)}.{r.randrange(10, 99)}.15",
}
_OTHERS: dict[str, tuple[str, Maker]] = {
    "epasts": ("email", values.email),
    "konts": ("iban", numbers.latvian_iban),
    "account": ("iban", numbers.foreign_iban),
    "c5": ("iban", numbers.latvian_iban),
    "card_no": ("payment-card", numbers.plain_card),
    "c40": ("payment-card", numbers.plain_card),
    "client_addr": ("ip-address", numbers.four_parts),
    "auto_nr": ("vehicle-plate", values.plate),
    "pases_nr": ("passport", numbers.number(9, "LV")),
    "vad_apl": ("driving-licence", values.letters_and_digits(3, 6)),
    "isikukood": ("isikukood", values.baltic_code),
    "dob": ("birth-date", lambda r: values.day(r, date(1950, 1, 1), date(2005, 1, 1))),
    "pasta_indekss": ("postal-code", lambda r: f"LV-{r.randrange(1001, 5800)}"),
    "adrese": ("address", lambda r: f"{r.choice(['Salnas', 'Miera'])} iela {r.randrange(1, 99)}"),
    "address": ("address", lambda r: f"{r.randrange(1, 2000)} {r.choice(['Hanoi Way', 'Loop'])}"),
    "ContactName": ("name", lambda r: r.choice(["Maria Anders", "José Pedro Freyre"])),
    "uzvards": ("name", lambda r: r.choice(["Bērziņš", "Kalniņa", "Ozols-Liepa"])),
}
_NOTHING: dict[str, Maker] = {
    "reg_no": values.company,
    "c9": values.company,
    "pvn": lambda r: "LV" + values.company(r),
    "article_no": numbers.number(8),
    "sku": numbers.number(8),
    "c12": numbers.number(8),
    "c12_int": lambda r: int(values.digits(r, 8)),
    "preces_kods": numbers.number(8, "2"),
    "meter_no": numbers.number(8),
    "skaititaja_nr": numbers.number(8, "2"),
    "order_id": numbers.number(11),
    "c20": numbers.number(11),
    "c21": numbers.number(11, "3"),
    "c22_int": lambda r: int(values.digits(r, 11)),
    "invoice_no": numbers.number(11, "2023"),
    "document_no": numbers.number(11),
    "number": numbers.number(11),
    "kods": numbers.number(11),
    "dated_serial": lambda r: (
        f"{values.day(r, date(2010, 1, 1), date(2016, 1, 1)):%d%m%y}" + values.digits(r, 5)
    ),
    "batch": lambda r: (
        f"{values.day(r, date(2010, 1, 1), date(2016, 1, 1)):%d%m%y}-" + values.digits(r, 5)
    ),
    "lot": lambda r: f"{r.randrange(10**6):06}-{r.randrange(10**5):05}",
    "ean": numbers.ean,
    "isbn": numbers.MAKERS["!isbn13"],
    "created_at": numbers.number(13, "17"),
    "uuid": numbers.MAKERS["!uuid"],
    "sha": numbers.MAKERS["!sha1"],
    "version": lambda r: f"{r.randrange(20)}.{r.randrange(30)}.{r.randrange(99)}",
    "build": lambda r: f"{r.randrange(20)}.{r.randrange(30)}.{r.randrange(99)}.{r.randrange(255)}",
    "bank_ref": numbers.number(12),
    "kadastrs": numbers.cadastre,
    "c30": numbers.number(11, "01000"),
    "sutijums": numbers.tracking,
    "summa": lambda r: f"{r.randrange(10**7, 10**8)}.00",
    "geo": lambda r: f"56.{values.digits(r, 6)},24.{values.digits(r, 6)}",
    "imei": numbers.MAKERS["!imei"],
    "iccid": numbers.MAKERS["!iccid"],
    "ref16": numbers.number(16, "4"),
    "zip": numbers.number(5),
    "PostalCode": lambda r: r.choice(["WA1 1DP", "S-958 22", "05432-043", "12209", "H1J 1C3"]),
    "model": lambda r: r.choice(["A4", "GT-86", "MX-5", "XC-90", "RJ-45"]),
    "product": numbers.number(9, "LV"),
    "order_date": lambda r: values.day(r, date(2019, 1, 1), date(2024, 1, 1)),
    "title": lambda r: r.choice(
        ["ACADEMY DINOSAUR", "Balls to the Wall", "For Those About To Rock"]
    ),
    "length": lambda r: r.randrange(46, 185),
    "log": lambda r: f"order={values.digits(r, 11)} sku={values.digits(r, 8)} took=231ms",
    "apraksts": lambda r: f"Skaitītājs {values.digits(r, 8)}, objekts {values.digits(r, 11)}",
    "meta": lambda r: json.dumps(
        {"id": values.digits(r, 11), "items": [{"ean": numbers.ean(r), "v": "1.2.3"}]}
    ),
}


def _document(random: Random) -> str:
    phone = {"tips": "tel", "vertiba": numbers.phone(random)}
    person = {"pk": values.old_code(random), "kontakti": [phone]}
    return json.dumps({"person": person, "order": values.digits(random, 11)})


def columns(seed: int, rows: int = 400) -> Iterator[Column]:
    """Every column, with so many rows."""
    random = Random(seed)

    def column(header: str, make: Maker, *expected: str) -> Column:
        return Column(header, [make(random) for _ in range(rows)], frozenset(expected))

    for header, make in _CODES.items():
        yield column(header, make, f"{header}:personas-kods")
    for header, make in _PHONES.items():
        yield column(header, make, f"{header}:phone")
    for header, (category, make) in _OTHERS.items():
        yield column(header, make, f"{header}:{category}")
    for header, make in _NOTHING.items():
        yield column(header, make)
    yield column(
        "payload", _document, "payload.person.pk:personas-kods",
        "payload.person.kontakti[].vertiba:phone",
    )  # fmt: skip


def tallied(column: Column) -> dict[str, int]:
    """What a scan finds in a column alone: how many records, by `path:category`."""
    import pyarrow as pa

    from eraser.contract.read import KEY_COLUMN
    from eraser.detect.cells import CellReader
    from eraser.detect.columns import ColumnReader
    from eraser.detect.engine import Detector
    from eraser.detect.settling import settle
    from eraser.model.place import FieldType

    detector = Detector()
    keys = [[str(row)] for row in range(len(column.cells))]
    batch = pa.RecordBatch.from_pydict({KEY_COLUMN: keys, column.header: column.cells})
    kind = {str: FieldType.TEXT, int: FieldType.INTEGER, date: FieldType.DATE}
    counts = ColumnReader(detector).count(batch, {column.header: kind[type(column.cells[0])]})
    for path, count in counts.fields.items():
        settle(path, count, CellReader(detector))
    return {
        f"{path}:{category}": tally.records
        for path, count in counts.fields.items()
        for category, tally in count.found.items()
    }
