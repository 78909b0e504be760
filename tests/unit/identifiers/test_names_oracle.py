"""Hunspell's Latvian dictionary (Debian: hunspell, hunspell-lv), which no one here wrote."""

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable

import pytest

from eraser.identifiers.declension import Case, Gender, Half, decline

MEN = """
Aigars Ainārs Aivars Aldis Aleksandrs Aleksejs Aleksis Alfrēds Andis Andrejs Andris Ansis Antons
Arnis Artis Artūrs Arvīds Atis Boriss Dainis Dāvis Didzis Dmitrijs Dzintars Edgars Edmunds Eduards
Egils Emīls Ēriks Ernests Gatis Gints Gunārs Guntars Guntis Gustavs Ģirts Haralds Henriks Igors
Imants Indulis Ivars Jānis Jāzeps Jēkabs Jurijs Juris Jurģis Kārlis Kaspars Klāvs Krišjānis
Laimonis Lauris Mārcis Māris Markus Mārtiņš Matīss Mihails Mikus Miķelis Modris Normunds Oskars
Pāvils Pēteris Raimonds Raitis Reinis Ričards Roberts Sandis Sergejs Tālivaldis Toms Uģis Uldis
Valdis Valentīns Valters Viesturs Viktors Vilis Visvaldis Vitālijs Voldemārs Zigmunds
"""
WOMEN = """
Agnese Aija Aina Aleksandra Alise Anda Anita Anna Astrīda Ausma Austra Baiba Biruta Dace Daiga
Daina Diāna Dzidra Dzintra Elita Elīna Elza Emīlija Evija Gita Guna Gunta Ieva Ilga Ilona Ilze
Ināra Indra Inese Inga Ingrīda Inta Irēna Ivete Jana Janīna Karīna Katrīna Kristīne Laila Laima
Laura Lidija Liene Līga Linda Līva Madara Maija Māra Marija Mārīte Marta Monika Olga Paula Regīna
Rita Ruta Sandra Sanita Santa Sarmīte Sigita Silvija Skaidrīte Solvita Tatjana Una Valda Valentīna
Velga Velta Vija Viktorija Vilma Vita Zane Zenta Zigrīda Zita
"""
SURNAMES = """
Alksnis Apinis Balodis Bērzs Brālis Briedis Celms Cīrulis Dambis Dzenis Dzērve Egle Gailis Gulbis
Kalns Kalējs Ķēniņš Ķirsis Kļava Krēsliņš Krūms Krusts Kurpnieks Kuģis Lācis Lapsa Lauva Lazda
Liepa Lūsis Mālnieks Mednis Mežs Mucenieks Mūrnieks Muzikants Ozols Paegle Papēdis Pūpols Pūce
Purvs Purvis Putns Riekstiņš Rubenis Roze Rutks Sala Skroderis Sniedze Sniegs Spalva Stabulnieks
Strazds Tīrums Upītis Vanags Vēveris Vējš Vilks Vītols Vīksna Zaķis Zars Zeme Zemnieks Ziemelis
Zvejnieks Zvirbulis Žagars Bebrs Bite Dadzis Irbe Jērs Kaija Krauklis Kumeļš Sīlis Stārks Zālītis
Pīlādzis Kadiķis Kārkls Stirna Zutis Vēzis
"""

CODES = {Case.GENITIVE: "g", Case.DATIVE: "d", Case.ACCUSATIVE: "a", Case.LOCATIVE: "l"}
MASCULINE_ONLY_AS_NAMES = ("a", "e")
"""Hunspell knows Egle and Lapsa as words, so their dative is a tree's and not a man's."""

pytestmark = pytest.mark.skipif(
    shutil.which("hunspell") is None, reason="hunspell is not installed"
)


def analysed(words: Iterable[str]) -> dict[str, set[tuple[str, str]]]:
    """For each word its readings as (nominative, case); singular only."""
    listed = "\n".join(sorted(set(words)))
    done = subprocess.run(
        ["hunspell", "-d", "lv_LV", "-i", "utf-8", "-m"],  # noqa: S607
        input=listed, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        pytest.skip("hunspell has no Latvian dictionary (Debian: hunspell-lv)")
    readings: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for line in done.stdout.splitlines():
        word, _, rest = line.partition(" ")
        tags = dict(t.split(":", 1) for t in rest.split() if ":" in t)
        if "st" in tags and len(tags.get("is", "")) == 3 and tags["is"][0] == "v":
            readings[word].add((tags["st"].lower(), tags["is"][2]))
    return readings


WORDS = [
    *((w, Gender.MASCULINE, Half.GIVEN) for w in MEN.split()),
    *((w, Gender.FEMININE, Half.GIVEN) for w in WOMEN.split()),
    *(
        (
            w,
            Gender.FEMININE if w.endswith(MASCULINE_ONLY_AS_NAMES) else Gender.MASCULINE,
            Half.SURNAME,
        )
        for w in SURNAMES.split()
    ),
]


def test_the_dictionary_reads_our_forms_as_the_cases_we_mean() -> None:
    forms = {(w, c): decline(w, g, h)[c] for w, g, h in WORDS for c in CODES}
    readings = analysed(form for every in forms.values() for form in every)
    known = {stem for found in readings.values() for stem, _ in found}
    unread = [
        (word, case.name, every)
        for (word, case), every in forms.items()
        if word.lower() in known
        and word not in every  # 3rd declension: the dictionary reads Markus as nominative only
        and not any((word.lower(), CODES[case]) in readings[form] for form in every)
    ]
    assert unread == []


def test_every_form_of_a_word_the_dictionary_knows_is_a_form_of_it() -> None:
    forms = {(w, c): decline(w, g, h)[c] for w, g, h in WORDS for c in CODES}
    readings = analysed(form for every in forms.values() for form in every)
    known = {stem for found in readings.values() for stem, _ in found}
    wrong = [
        (word, case.name, form)
        for (word, case), every in forms.items()
        for form in every
        if word.lower() in known
        and form != word
        and (word.lower(), CODES[case]) not in readings[form]
    ]
    unsoftened = [form for word, case, form in wrong if word.endswith(("tis", "dis"))]
    assert len(unsoftened) == len(wrong), wrong
