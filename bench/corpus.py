"""A labelled corpus from a seed: what stands where, and what only looks so.

A template holds `{category}` where a made-up value goes; `{!name}` is a look-alike, which nothing
may be found in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from bench import values

Label = tuple[str, int, int]
"""Category, start and end in code points."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A text as it stands in a field, and what is in it; `unsure` may be in it or not."""

    text: str
    field: str
    labels: tuple[Label, ...]
    unsure: frozenset[str] = frozenset()


MAKERS: dict[str, Callable[[Random], str]] = {
    "personas-kods": values.personas_kods,
    "personas-kods:bare": values.bare_new_code,
    "personas-kods:old": values.old_code,
    "personas-kods-partial": values.partial_code,
    "isikukood": values.baltic_code,
    "asmens-kodas": values.baltic_code,
    "iban": values.iban,
    "email": values.email,
    "phone": values.phone,
    "phone:full": values.full_phone,
    "payment-card": values.card,
    "passport": lambda random: "LV" + values.digits(random, 7),
    "passport:foreign": values.letters_and_digits(2, 7),
    "eid": lambda random: "PA" + values.digits(random, 7),
    "driving-licence": values.letters_and_digits(3, 6),
    "vehicle-plate": values.plate,
    "address": values.address,
    "postal-code": lambda random: f"LV-{random.randrange(1001, 5800)}",
    "birth-date": values.birth_date,
    "ip-address": values.ip_address,
    "customer-number": lambda random: f"K-{random.randrange(10**7):07}",
    "!company": values.company,
    "!eight": lambda random: values.digits(random, 8),
    "!eleven": lambda random: values.digits(random, 11),
    "!thirteen": lambda random: "475" + values.digits(random, 10),
    "!sixteen": lambda random: "1" + values.digits(random, 15),
    "!date": values.other_date,
    "!amount": values.amount,
    "!letters": values.letters_and_digits(2, 7),
    "!four": lambda random: values.digits(random, 4),
    "!version": lambda random: ".".join(str(random.randrange(20)) for _ in range(4)),
}  # fmt: skip

LATVIAN = """
Klients Jānis Bērziņš, p.k. {personas-kods}, zvanīja {!date} par rēķinu Nr. {!eight}.
Personas kods: {personas-kods:bare}, tālr. {phone}, e-pasts {email}.
Personas kodu {personas-kods:bare} lūdzu neizpaust.
Vienošanās ar Annu Liepu ({personas-kods}), deklarētā adrese: {address}, {postal-code}.
Lūdzu pārskaitiet {!amount} EUR uz kontu {iban} līdz {!date}.
Konts {iban}; saņēmējs SIA Saule, reģ. Nr. {!company}, PVN LV{!company}.
Tālrunis saziņai: {phone}; mobilais {phone}.
Zvanīt {phone} (mob.), rakstīt uz {email}.
Piegāde uz {address}, kontaktpersona Zane, nevis {phone:full}, bet {phone:full}.
Dzimis {birth-date}, pases Nr. {passport}, izdota {!date}.
Dzimusi {birth-date} Rīgā; ID karte {eid}, derīga līdz {!date}.
Dzimšanas datums {birth-date}, vadītāja apliecība {driving-licence}.
Automašīna ar valsts reģistrācijas numuru {vehicle-plate} stāvēja pie {address}.
Numurzīme {vehicle-plate}, īpašnieks {personas-kods}.
Samaksāts ar karti {payment-card}, čeks Nr. {!eight}.
Pieslēgšanās no IP {ip-address} {!date}.
Zvanītājs nosauca personas koda pēdējos četrus ciparus: {personas-kods-partial}.
Skaitītāja Nr. {!eight} rādījums {!four}, līguma Nr. {!eleven}.
Preces kods {!eleven}, svītrkods {!thirteen}, partija {!letters}.
Kadastra numurs {!eleven}, platība 34 m2.
Rēķins Nr. {!eight} par periodu 2023-2024, summa {!amount} EUR.
Programmas versija {!version} uzstādīta {!date}.
Līgums noslēgts {!date}, izbeigts {!date}.
Pavadzīme {!letters}, sūtījuma nr. {!thirteen}.
Klienta numurs {customer-number}, pasūtījums {!eight}.
PK {personas-kods:old} un {personas-kods:old} ir laulātie.
Vecais kods {personas-kods:old}, jaunais {personas-kods:bare} (pers. kods).
Igaunijas pilsonis, isikukood {isikukood}, dzīvo Valgā.
Lietuvas pilsone, asmens kodas {asmens-kodas}.
Personu apliecinošs dokuments Nr. {passport}.
Sēde notiks Brīvības ielā, 3. stāvā, {!four}. gadā.
Autobuss Nr. 22 pieturā plkst. 12:30, reiss BT 612.
Dzīvesvieta {address}; pasta indekss {postal-code}; dz. {birth-date}.
Ņemts vērā, ka {birth-date} dz. Jānis Kalns zvanīja {!date}.
Pilsētā 22 124 444 iedzīvotāju nav; ISBN 978-9984-123-45-6; 56.9496, 24.1052.
MK noteikumi Nr. {!four}, LVS EN {!four}-5, tabula {!four} x {!four}, tālāk 1.2.3.4. punkts.
Sutit uz {email}, tel. {phone}, p.k. {personas-kods:bare} (bez garumzimem).
KLIENTS JĀNIS BĒRZIŅŠ, PERSONAS KODS {personas-kods:bare}, TĀLR. {phone}
Lidosta: reiss BT 1234, vārti C 12; auto novietots stāvvietā B-12.
Īpašnieka a/m {vehicle-plate}, piekabe nav.
Konta izraksts: {!sixteen}; {!thirteen}; {!eight}.
Uzņēmums SIA Mežs, vienotais reģistrācijas numurs {!company}, dibināts {!date}.
"""
RUSSIAN = """
Клиент Иванов, персональный код {personas-kods:bare}, тел. {phone}.
Персонального кода {personas-kods} нет в базе, почта {email}.
Родился {birth-date}, паспорт {passport:foreign}, выдан {!date}.
Дата рождения: {birth-date}; проживает: {address}.
Оплата картой {payment-card}, счёт {!eight} от {!date}.
Номер счёта {iban}, телефон {phone:full}.
Автомобиль, госномер {vehicle-plate}, водительское удостоверение {driving-licence}.
Последние четыре цифры персонального кода {personas-kods-partial}.
Артикул {!eleven}, штрихкод {!thirteen}, серийный номер {!sixteen}.
Договор № {!eight} от {!date} на сумму {!amount} EUR.
Звонить {phone} после шести.
IP-адрес {ip-address}, версия {!version}.
"""
ENGLISH = """
Customer {customer-number}, personal code {personas-kods:bare}, phone {phone}.
Please call {phone:full} or write to {email}.
Born {birth-date}, passport {passport}, expires {!date}.
Date of birth: {birth-date}, driving licence {driving-licence}.
Card {payment-card} was declined on {!date}.
IBAN: {iban}, order {!eight}, invoice {!eleven}.
Lives at {address}, {postal-code}.
Number plate {vehicle-plate} entered the car park.
The estonian isikukood {isikukood} was checked.
Serial number {!sixteen}, part number {!eleven}, SKU {!letters}.
Login from {ip-address} failed.
Identity card {eid}, issued {!date}.
Release {!version}, build {!eight}, {!date}.
Last four of the personal code: {personas-kods-partial}
Commit 4f9c2d1a7b3e, run at 1732262150123, 192 rows, chapter 1.2.3.4, 10.0.19041.{!four}.
User DOB {birth-date}; since {!date}; SSN unknown; mobile {phone}.
Total {!amount} EUR, order {!sixteen}, tracking {!thirteen}.
"""
LOGS = """
2026-03-01T10:12:44Z INFO login user={email} ip={ip-address} id={!eight}
{ip-address} - - [01/Mar/2026:10:12:44 +0200] "GET /api/v1/items/{!eleven} HTTP/1.1" 200 5316
level=warn msg="payment failed" iban={iban} order={!eight} ts=1732262150
DEBUG eidas subject=PNOLV-{personas-kods:old} session={!sixteen}
DEBUG eidas subject=PNOEE-{isikukood} level=high
DEBUG eidas subject=PNOLT-{asmens-kodas} level=high
ERROR sku {!eleven} not found in batch {!letters} (version {!version})
"""

COLUMNS: dict[str, str] = {
    "personas_kods": "personas-kods",
    "personasKods": "personas-kods:bare",
    "pers_kods": "personas-kods:bare",
    "client.pk": "personas-kods:bare",
    "personal_code": "personas-kods:bare",
    "isikukood": "isikukood",
    "asmens_kodas": "asmens-kodas",
    "iban": "iban",
    "konts": "iban",
    "email": "email",
    "kontakti[].epasts": "email",
    "talrunis": "phone",
    "tel_nr": "phone",
    "mobTālrunis": "phone",
    "contactPhone": "phone:full",
    "pases_nr": "passport",
    "passportNumber": "passport:foreign",
    "eid_nr": "eid",
    "id_karte": "eid",
    "vaditaja_apliecibas_nr": "driving-licence",
    "driving_licence_no": "driving-licence",
    "auto_numurs": "vehicle-plate",
    "numberPlate": "vehicle-plate",
    "adrese": "address",
    "deklaretaAdrese": "address",
    "pasta_indekss": "postal-code",
    "dzimsanas_datums": "birth-date",
    "birth_date": "birth-date",
    "dob": "birth-date",
    "kartes_nr": "payment-card",
    "ip": "ip-address",
    "client_ip": "ip-address",
    "klienta_nr": "customer-number",
    "reg_nr": "!company",
    "pvn_nr": "!company",
    "artikuls": "!eleven",
    "serial_no": "!eleven",
    "ean": "!thirteen",
    "order_no": "!eight",
    "invoice_number": "!sixteen",
    "kadastra_nr": "!eleven",
    "created_at": "!date",
    "liguma_datums": "!date",
    "version": "!version",
    "skaititaja_nr": "!eight",
    "amount": "!amount",
    "batch": "!letters",
}
"""A column's name, and what stands in each of its cells."""

_HOLE = re.compile(r"\{(!?[a-z-]+(?::[a-z]+)?)\}")


def filled(template: str, random: Random, field: str = "") -> Sample:
    """One text from a template."""
    text, labels, at = "", [], 0
    for hole in _HOLE.finditer(template):
        text += template[at : hole.start()]
        value = MAKERS[hole[1]](random)
        if not hole[1].startswith("!"):
            labels.append((hole[1].partition(":")[0], len(text), len(text) + len(value)))
        text += value
        at = hole.end()
    return Sample(text + template[at:], field, tuple(labels))


def samples(seed: int, rounds: int) -> Iterator[Sample]:
    """The corpus: each template and each column as often as `rounds` says, and JSON documents."""
    random = Random(seed)  # noqa: S311
    for _ in range(rounds):
        for lines in (LATVIAN, RUSSIAN, ENGLISH, LOGS):
            for template in lines.strip().splitlines():
                yield filled(template, random, random.choice(["", "note", "piezimes", "text"]))
        for field, name in COLUMNS.items():
            yield filled("{" + name + "}", random, field)
        yield _document(random)


def _document(random: Random) -> Sample:
    """A JSON document as one text, as a column of text or a log may hold it."""
    keys = ["personas_kods", "talrunis", "email", "reg_nr", "birth_date", "serial_no"]
    random.shuffle(keys)
    parts = [f'{json.dumps(key)}: "{{{COLUMNS[key]}}}"' for key in keys]
    # Only the outer braces of JSON would be read as holes; there are none in the parts.
    one = filled(", ".join(parts), random, "payload")
    moved = tuple((category, start + 1, end + 1) for category, start, end in one.labels)
    return Sample("{" + one.text + "}", one.field, moved)
