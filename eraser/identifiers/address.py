"""Street addresses as they are written in Latvia, in Latvian, Russian and English.

A street with a number (`Brīvības ielā 21 – 162`), or a farm by its name and parish
(`"Meždobeļi", Līvbērzes pag.`). A known town, parish, municipality and postal code beside it belong
to what is found, and not to the normal form: the same door is written with and without them.
"""

from __future__ import annotations

import re
import unicodedata

from eraser.identifiers.known_names import man
from eraser.identifiers.written import DASHES, WORD_STARTS

_UPPER = "A-ZĀČĒĢĪĶĻŅŠŪŽŌŖ"
_WORD = rf"[{_UPPER}][^\W\d_]{{0,24}}"
_S = r"[ \u00a0]{1,2}"
_MAYBE = r"[ \u00a0]{0,2}"

_KINDS: dict[str, tuple[str, ...]] = {
    "iela": ("iela", "ielā", "ielas", "ielai", "ielu", "iel."),
    "bulvāris": ("bulvāris", "bulvārī", "bulvāra", "bulvārim", "bulvāri", "bulv."),
    "prospekts": ("prospekts", "prospektā", "prospekta", "prospektam", "prospektu", "prosp."),
    "dambis": ("dambis", "dambī", "dambja", "dambim", "dambi"),
    "gatve": ("gatve", "gatvē", "gatves", "gatvei", "gatvi"),
    "laukums": ("laukums", "laukumā", "laukuma", "laukumam", "laukumu", "lauk."),
    "šoseja": ("šoseja", "šosejā", "šosejas", "šosejai", "šoseju", "šos."),
    "aleja": ("aleja", "alejā", "alejas", "alejai", "aleju"),
    "ceļš": ("ceļš", "ceļā", "ceļa", "ceļam", "ceļu"),
    "krastmala": ("krastmala", "krastmalā", "krastmalas", "krastmalai", "krastmalu"),
    "līnija": ("līnija", "līnijā", "līnijas", "līnijai", "līniju"),
    "šķērsiela": ("šķērsiela", "šķērsielā", "šķērsielas", "šķērsielai", "šķērsielu"),
}
"""Kinds of streets, nominative first, with their cases and abbreviations."""


def _plain(text: str) -> str:
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", text))


_NOMINATIVE = {
    form: kind for kind, forms in _KINDS.items() for each in forms for form in (each, _plain(each))
}
_KIND = "|".join(sorted(map(re.escape, _NOMINATIVE), key=lambda k: (-len(k), k)))

_NUMBER = (
    r"[0-9]{1,4}(?:(?:[A-Za-ln-z]|[ \u00a0][A-Fa-f])(?![^\W\d_]))?(?:/[0-9]{1,3}[A-Za-z]?)?"
    r"(?![0-9])(?!:[0-9]{2})(?!\.[ \u00a0]?(?-i:[a-zāčēģīķļņšūž]))"  # `ielā, 3. stāvā` is no house
)
_FLAT = (
    rf"(?:(?:,?{_S}|[-–/])(?:k|korp)[-.]?{_MAYBE}[0-9]{{1,2}}(?![^\W_]))?"
    rf"(?:{_MAYBE}[{DASHES}—]{_MAYBE}[0-9]{{1,4}}[A-Za-z]?(?![^\W_])"
    rf"|,?{_S}(?:dz(?:īvoklis)?|кв|flat|apt)\.?{_MAYBE}[0-9]{{1,4}}(?![^\W_]))?"
)
_ENDS = rf"(?![^\W_])(?!{_MAYBE}[{DASHES}/][0-9])"
_TOWNS = """
    Rīga Rīgā Jelgava Jelgavā Liepāja Liepājā Daugavpils Daugavpilī Ventspils Ventspilī Valmiera
    Valmierā Rēzekne Rēzeknē Jēkabpils Jēkabpilī Ogre Ogrē Jūrmala Jūrmalā Sigulda Siguldā Cēsis
    Cēsīs Tukums Tukumā Salaspils Salaspilī Kuldīga Kuldīgā Olaine Olainē Saldus Saldū Talsi Talsos
    Dobele Dobelē Bauska Bauskā Krāslava Krāslavā Ludza Ludzā Gulbene Gulbenē Madona Madonā Limbaži
    Limbažos Smiltene Smiltenē Alūksne Alūksnē Balvi Balvos Preiļi Preiļos Līvāni Līvānos Valka
    Valkā Aizkraukle Aizkrauklē Mārupe Mārupē Ādaži Ādažos Ķekava Ķekavā Saulkrasti Saulkrastos
    Baldone Baldonē Baloži Baložos Carnikava Carnikavā Dagda Dagdā Ikšķile Ikšķilē Ilūkste Ilūkstē
    Iecava Iecavā Kandava Kandavā Kārsava Kārsavā Lielvārde Lielvārdē Lubāna Lubānā Mazsalaca
    Mazsalacā Pļaviņas Pļaviņās Priekule Priekulē Rūjiena Rūjienā Sabile Sabilē Salacgrīva
    Salacgrīvā Skrunda Skrundā Stende Stendē Stopiņi Stopiņos Strenči Strenčos Subate Subatē
    Valdemārpils Valdemārpilī Vangaži Vangažos Varakļāni Varakļānos Viesīte Viesītē Viļaka Viļakā
    Viļāni Viļānos Zilupe Zilupē Aizpute Aizputē Aknīste Aknīstē Ape Apē Auce Aucē Brocēni Brocēnos
    Cesvaine Cesvainē Durbe Durbē Grobiņa Grobiņā Jaunjelgava Jaunjelgavā Ķegums Ķegumā Līgatne
    Līgatnē Pāvilosta Pāvilostā Piltene Piltenē Preiļi Riga RĪGA Рига Риге Риги
""".split()
_POSTAL = r"LV[ \u00a0]?[-–]?[ \u00a0]?[1-5][0-9]{3}"
_TOWN = f"(?:{'|'.join(_TOWNS)})"
_HEAD = rf"(?-i:(?:{_TOWN},{_S})?)"
_PLACE = rf"(?:{_TOWN}|{_WORD}(?:{_S}{_WORD})?{_S}(?:pag|nov|pils)[^\W\d_]{{0,6}}\.?)"
_VILLAGE = rf"{_WORD}(?=,{_S}{_WORD}(?:{_S}{_WORD})?{_S}(?:pag|nov)[^\W\d_]{{0,6}}\.?)"
_TAIL = rf"(?-i:(?:,{_MAYBE}(?:{_POSTAL}|{_PLACE}|{_VILLAGE})(?![^\W_])){{0,4}})"
"""Only known towns and what is called a parish: a person's name may follow an address too."""

_DOOR = rf"(?P<kind>{_KIND}),?{_S}(?:Nr\.?{_S})?(?P<number>{_NUMBER})(?P<flat>{_FLAT}){_ENDS}"

STREET = re.compile(rf"{WORD_STARTS}{_DOOR}(?P<tail>{_TAIL})", re.IGNORECASE)
"""From the kind of street on: `iela 21 – 162, LV-1021`. `NAME_BEFORE` finds what stands before."""

_MODIFIER = rf"{_WORD}(?:\.|(?<=[aāuAĀU])|(?<=[aeu]s)|(?<=[AEU]S))"
NAME_BEFORE = re.compile(
    rf"(?<![^\W_])(?P<town>{_TOWN},{_S})?"
    rf"(?P<name>(?:[{_UPPER}]\.{_MAYBE}(?:[{_UPPER}]\.{_MAYBE})?)?(?:(?:{_MODIFIER}|[0-9]{{1,4}}\.){_S}(?:(?:gada|novembra|maija|janvāra){_S})?){{0,3}}"
    rf"(?:{_WORD}\.?|[^\W\d_]{{3,25}}|[0-9]{{1,2}}\.){_S})$"
)
"""The street's name, one to four words: `Krišjāņa Valdemāra `, `11. novembra `, `brīvības `. All
but the last end as genitives and adjectives do: `Dzīvo Salnas ` is only `Salnas `.
"""

LONGEST_NAME = 80
"""Characters before the kind of street in which its name stands."""

BARE = re.compile(
    rf"(?<![^\W_])(?-i:(?P<town>{_TOWN}),{_S})?"
    rf"(?P<name>(?:[{_UPPER}]\.{_MAYBE})?(?:{_WORD}{_S})?{_WORD}(?<=[sau])){_S}"
    rf"(?P<number>(?![0-9]{{4}}){_NUMBER})(?P<flat>{_FLAT})(?P<tail>{_TAIL}){_ENDS}"
)
"""A street without the word for it, beside its town: `Brīvības 15-12, Rīga`, `Rīga, Ģertrūdes 44`.
Not `Brīvības 15-12` alone, and no month: `Rīga, janvāra 15`.
"""

_PARISH = r"(?:pag(?:asts|astā|asta)?|nov(?:ads|adā|ada)?)(?![^\W\d_])\.?"
FARM = re.compile(
    rf"(?:[\"“„”«'](?P<quoted>{_WORD}(?:{_S}{_WORD})?(?:{_S}[0-9]{{1,3}})?)[\"“”»']"
    rf"|(?<![^\W_])(?P<bare>{_WORD}))"
    rf",?{_S}(?P<parish>{_WORD}(?:{_S}{_WORD})?){_S}"
    rf"{_PARISH}(?P<tail>{_TAIL})"
)
"""Matches `"Meždobeļi", Līvbērzes pag., Jelgavas nov., LV-3003`; not `Jelgavas novads`."""

FOREIGN = re.compile(
    rf"{WORD_STARTS}(?P<door>"
    rf"(?:ул(?:иц[аеуы])?|бульвар[еа]?|б-р|просп(?:ект)?[еа]?)\.?{_S}[А-ЯЁ][^\W\d_]{{1,24}}"
    rf"(?:{_S}[А-ЯЁ][^\W\d_]{{1,24}})?,?{_S}(?:д(?:ом)?\.?{_MAYBE})?{_NUMBER}{_FLAT}"
    rf"|(?:[0-9]{{1,4}}[A-Za-z]?{_S})?{_WORD}(?:{_S}{_WORD})?{_S}"
    rf"(?:[Ss]treet|[Ss]tr\.|[Aa]venue|[Bb]oulevard)(?:{_S}{_NUMBER}{_FLAT})?"
    rf"){_ENDS}{_TAIL}"
)
"""Matches `ул. Бривибас 21-5`, `Salnas street 21 – 162`, `21 Salnas Street`."""


_IN_ANY_CASE = {
    expression: re.compile(expression.pattern, re.IGNORECASE)
    for expression in (NAME_BEFORE, FARM, FOREIGN)
}


def parse(text: str) -> str | None:
    """The normal form of an address that fills the whole text; None when it is none."""
    written = " ".join(unicodedata.normalize("NFC", text).split())
    street = _street(written)
    if street is not None:
        return street
    bare = BARE.fullmatch(written)
    if bare is not None and bare_street(bare):
        flat = _flat(bare["flat"])
        number = re.sub(r"\s", "", bare["number"])
        name = " ".join(bare["name"].split())
        return f"{name} iela {number}{'-' if flat else ''}{flat}".lower()
    farm = _IN_ANY_CASE[FARM].fullmatch(written)
    if farm is not None:
        return f"{farm['quoted'] or farm['bare']}, {farm['parish']} pag.".lower()
    foreign = _IN_ANY_CASE[FOREIGN].fullmatch(written)
    if foreign and re.search("[0-9]", foreign["door"]):
        return re.sub(rf"{_MAYBE}[{DASHES}—]{_MAYBE}", "-", foreign["door"]).lower()
    return None


_NO_STREET = re.compile(
    r"(?i)(?:janv|febr|mart|apr|maij|j[uū]n|j[uū]l|aug|sept|okt|nov|dec)\w*$"
    r"|(?:gada|punkta|panta|da[lļ]a|nodaļa|sadaļa|apmeklētāji|līgums|rēķins|pavadzīme|akts|tabula)$"
)


def bare_street(match: re.Match[str]) -> bool:
    """Whether a match of `BARE` is an address: its town is named, and its name is no month."""
    town = match["town"] or re.search(rf",{_MAYBE}{_TOWN}", match["tail"])
    last = match["name"].rpartition(" ")[2]
    return bool(town) and not _NO_STREET.search(last) and not man(last)


def _flat(written: str) -> str:
    """`162` of ` – 162`, `7` of `, dz. 7`, `2-14` of ` k.2 dz.14`."""
    return "-".join(re.findall("[0-9]+[A-Za-z]?", written))


def _street(written: str) -> str | None:
    for match in STREET.finditer(written):
        before = _IN_ANY_CASE[NAME_BEFORE].fullmatch(written[: match.start()])
        if match.end() == len(written) and before:
            name = " ".join(before["name"].split())
            kind = _NOMINATIVE[match["kind"].lower()]
            number = re.sub(r"\s", "", match["number"])
            flat = _flat(match["flat"])
            return f"{name} {kind} {number}{'-' if flat else ''}{flat}".lower()
    return None


def valid(text: str) -> bool:
    """Whether the text is an address with a number, or a farm with its parish."""
    return parse(text) is not None


def normalise(text: str) -> str:
    """Small letters, the street in the nominative, number and flat: `salnas iela 21-162`.

    Town, parish and postal code are left out. Raises ValueError, which does not hold the text.
    """
    value = parse(text)
    if value is None:
        raise ValueError("an address has a street and a number, or a farm and its parish")
    return value


def _split(value: str) -> tuple[str, str, str, str] | None:
    """Name, kind, number and flat of a street's normal form."""
    kinds = "|".join(_KINDS)
    form = re.fullmatch(rf"(.+) ({kinds}) ([^ -]+)(?:-([^ -]+))?", value)
    return (form[1], form[2], form[3], form[4] or "") if form else None


def variants(value: str) -> tuple[str, ...]:
    """The cases in which a street stands beside a number, and the ways to write the flat."""
    parts = _split(value)
    if parts is None:
        farm, comma, parish = value.partition(", ")
        if parish.endswith(" pag."):
            parish = parish.removesuffix(".")
            return tuple(f"{farm}{quote}{comma}{parish}" for quote in ("", *'"”“»'))
        return tuple(dict.fromkeys(value.replace("-", dash) for dash in _FLAT_DASHES))
    name, kind, number, flat = parts
    gaps = _FLAT_DASHES if flat else ("",)
    return tuple(f"{name} {form} {number}{gap}{flat}" for form in _KINDS[kind][:3] for gap in gaps)


_FLAT_DASHES = ("-", "\u2010", "\u2011", "–", "\u2212", " - ", " – ")


def occurrence(value: str) -> str:
    """A regular expression for this address in a text: not `… iela 21` in `… iela 210`."""
    parts = _split(value)
    if parts is None:
        return _elsewhere(value)
    name, kind, number, flat = parts
    kinds = "|".join(map(re.escape, _KINDS[kind]))
    words = re.escape(name).replace(r"\ ", _S)
    end = rf"{_dash()}{flat}" if flat else ""
    door = rf"{words}{_S}(?:{kinds}),?{_S}(?:Nr\.?{_S})?{re.escape(number)}{end}{_ENDS}"
    return rf"{WORD_STARTS}{_HEAD}{door}{_TAIL}"


def _dash() -> str:
    return rf"(?:{_MAYBE}[{DASHES}—]{_MAYBE}|,?{_S}(?:dz(?:īvoklis)?|кв|flat|apt)\.?{_MAYBE})"


def _elsewhere(value: str) -> str:
    """The same for a farm, and for forms that are not Latvian."""
    farm, comma, parish = value.partition(", ")
    if comma and parish.endswith(" pag."):
        name = re.escape(parish.removesuffix(" pag.")).replace(r"\ ", _S)
        words = re.escape(farm).replace(r"\ ", _S)
        return rf"(?:[\"“„”«']|(?<![^\W_])){words}[\"“”»']?,?{_S}{name}{_S}{_PARISH}{_TAIL}"
    words = re.escape(value).replace(r"\ ", _S).replace(r"\-", _dash())
    return rf"{WORD_STARTS}{words}{_ENDS}{_TAIL}"
