"""Latvian given names and surnames, each in the four cases that letters and tickets use.

A table, not rules: the demo must not be inflected by the code that it tests.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Name:
    """A given name or a surname: nominative, genitive, dative, accusative."""

    nominative: str
    genitive: str
    dative: str
    accusative: str

    def __repr__(self) -> str:
        return "‹name ••••›"


def _names(table: str) -> tuple[Name, ...]:
    return tuple(Name(*line.split()) for line in table.strip().splitlines())


MEN = _names(
    """
    Jānis Jāņa Jānim Jāni
    Andris Andra Andrim Andri
    Pēteris Pētera Pēterim Pēteri
    Juris Jura Jurim Juri
    Edgars Edgara Edgaram Edgaru
    Mārtiņš Mārtiņa Mārtiņam Mārtiņu
    Aigars Aigara Aigaram Aigaru
    Ģirts Ģirta Ģirtam Ģirtu
    Kārlis Kārļa Kārlim Kārli
    Māris Māra Mārim Māri
    Raimonds Raimonda Raimondam Raimondu
    Toms Toma Tomam Tomu
    Artūrs Artūra Artūram Artūru
    Ingus Ingus Ingum Ingu
    Oto Oto Oto Oto
    Zigmārs Zigmāra Zigmāram Zigmāru
    """
)

WOMEN = _names(
    """
    Anna Annas Annai Annu
    Zane Zanes Zanei Zani
    Kristīne Kristīnes Kristīnei Kristīni
    Līga Līgas Līgai Līgu
    Ilze Ilzes Ilzei Ilzi
    Inese Ineses Inesei Inesi
    Dace Daces Dacei Daci
    Baiba Baibas Baibai Baibu
    Laura Lauras Laurai Lauru
    Marta Martas Martai Martu
    Elīna Elīnas Elīnai Elīnu
    Sanita Sanitas Sanitai Sanitu
    Agnese Agneses Agnesei Agnesi
    Iveta Ivetas Ivetai Ivetu
    Džena Dženas Dženai Dženu
    Evija Evijas Evijai Eviju
    """
)

SURNAMES_OF_MEN = _names(
    """
    Bērziņš Bērziņa Bērziņam Bērziņu
    Ozols Ozola Ozolam Ozolu
    Kalējs Kalēja Kalējam Kalēju
    Mežs Meža Mežam Mežu
    Lācis Lāča Lācim Lāci
    Balodis Baloža Balodim Balodi
    Zaķis Zaķa Zaķim Zaķi
    Zvirbulis Zvirbuļa Zvirbulim Zvirbuli
    Dambis Dambja Dambim Dambi
    Eglītis Eglīša Eglītim Eglīti
    Kalniņš Kalniņa Kalniņam Kalniņu
    Liepiņš Liepiņa Liepiņam Liepiņu
    Krūmiņš Krūmiņa Krūmiņam Krūmiņu
    Vītols Vītola Vītolam Vītolu
    Siliņš Siliņa Siliņam Siliņu
    Vanags Vanaga Vanagam Vanagu
    Grīnbergs Grīnberga Grīnbergam Grīnbergu
    Rozītis Rozīša Rozītim Rozīti
    Kļaviņš Kļaviņa Kļaviņam Kļaviņu
    Āboliņš Āboliņa Āboliņam Āboliņu
    """
)

SURNAMES_OF_WOMEN = _names(
    """
    Bērziņa Bērziņas Bērziņai Bērziņu
    Ozola Ozolas Ozolai Ozolu
    Kalēja Kalējas Kalējai Kalēju
    Meža Mežas Mežai Mežu
    Lāce Lāces Lācei Lāci
    Balode Balodes Balodei Balodi
    Zaķe Zaķes Zaķei Zaķi
    Zvirbule Zvirbules Zvirbulei Zvirbuli
    Dambe Dambes Dambei Dambi
    Eglīte Eglītes Eglītei Eglīti
    Kalniņa Kalniņas Kalniņai Kalniņu
    Liepiņa Liepiņas Liepiņai Liepiņu
    Krūmiņa Krūmiņas Krūmiņai Krūmiņu
    Vītola Vītolas Vītolai Vītolu
    Siliņa Siliņas Siliņai Siliņu
    Vanaga Vanagas Vanagai Vanagu
    Grīnberga Grīnbergas Grīnbergai Grīnbergu
    Rozīte Rozītes Rozītei Rozīti
    Kļaviņa Kļaviņas Kļaviņai Kļaviņu
    Āboliņa Āboliņas Āboliņai Āboliņu
    """
)

TOWNS = (
    ("Rīga", "LV-1005"),
    ("Jelgava", "LV-3001"),
    ("Liepāja", "LV-3401"),
    ("Valmiera", "LV-4201"),
    ("Sigulda", "LV-2150"),
    ("Cēsis", "LV-4101"),
    ("Ventspils", "LV-3601"),
    ("Ogre", "LV-5001"),
)

STREETS = (
    "Ganību dambis",
    "Salnas iela",
    "Krišjāņa Valdemāra iela",
    "Brīvības iela",
    "Skolas iela",
    "Dārza iela",
    "Miera iela",
    "Raiņa bulvāris",
    "Meža prospekts",
    "Upes iela",
)


@dataclass(frozen=True, slots=True)
class FamilyName:
    """One family's surname, as its men and as its women bear it."""

    of_men: Name
    of_women: Name


FAMILY_NAMES = tuple(
    FamilyName(men, women) for men, women in zip(SURNAMES_OF_MEN, SURNAMES_OF_WOMEN, strict=True)
)


def address(random: Random, town: int) -> str:
    """A postal address in the town with that number, counted round."""
    name, code = TOWNS[town % len(TOWNS)]
    street = random.choice(STREETS)
    return f"{street} {random.randrange(1, 120)} – {random.randrange(1, 99)}, {name}, {code}"


def folded(text: str) -> str:
    """Lower case without diacritics, as people write themselves in an e-mail address."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
