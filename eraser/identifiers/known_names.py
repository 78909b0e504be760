"""Names that are common in Latvia: what grammar alone cannot tell.

They tell a woman's nominative from a man's genitive (`Andra Ozola`), the gender of a given name
that stands alone, and give `Janis Berzins` its letters back. A name that is not here works by
grammar alone.
"""

from __future__ import annotations

from functools import lru_cache

from eraser.identifiers.written import fold

MEN = frozenset(
    """
    Adrians Agnis Agris Aigars Ainārs Aivars Aivis Alberts Aldis Aleksandrs Aleksejs Aleksis
    Alfrēds Anatolijs Andis Andrejs Andris Andžejs Ansis Antons Arkādijs Armands Arnis Arnolds
    Artis Artjoms Arturs Artūrs Arvīds Atis Augusts Austris Ādams Ādolfs Boriss Bruno Dainis
    Daniels Daniils Dāvids Dāvis Deniss Didzis Dmitrijs Dzintars Dzintis Edgars Edmunds Eduards
    Edvards Edvīns Egils Egīls Einārs Elmārs Elvis Emīls Ernests Ēriks Ēvalds Fjodors Francis
    Fricis Gabriels Gatis Georgijs Georgs Gints Grigorijs Gunārs Guntars Guntis Gustavs Ģirts
    Haralds Henriks Hugo Igors Ilgvars Ilja Ilmārs Iļja Imants Indriķis Indulis Ingars Ingus
    Intars Ints Ivans Ivars Ivo Jānis Jāzeps Jevgeņijs Jevgēņijs Jēkabs Jurģis Jurijs Juris
    Kaspars Kārlis Kirils Klāvs Konstantīns Kristaps Kristers Kristiāns Krišjānis Krišs
    Laimonis Lauris Leonīds Leons Linards Ludvigs Maksims Mareks Marks Markuss Matīss Mārcis
    Māris Mārtiņš Miervaldis Mihails Miks Mikus Miķelis Modests Modris Nauris Nikita Nikolajs
    Niks Normunds Ņikita Ojārs Olafs Olivers Oļegs Oskars Osvalds Oto Otto Pauls Pāvels Pēteris
    Pjotrs Raimonds Raitis Raivis Raivo Ralfs Reinis Ričards Rihards Rinalds Ritvars Roberts
    Rodrigo Rolands Romāns Romualds Ruslans Rūdolfs Sandis Sandris Sergejs Simons Staņislavs
    Stefans Tālis Tālivaldis Teodors Toms Uģis Uldis Vadims Vairis Valdis Valentīns Valērijs
    Valters Vasilijs Viesturs Viktors Vilis Vilnis Visvaldis Vitauts Vitālijs Vjačeslavs
    Vladimirs Vladislavs Voldemārs Zigmārs Zigmunds Zigurds Žanis
    """.split()
)
"""Given names of men, nominative."""

WOMEN = frozenset(
    """
    Ada Agija Agita Agnese Agra Agrita Aiga Aija Aina Aivita Alda Aleksandra Alise Alla Aļona
    Amanda Anastasija Ance Anda Andra Anete Angelina Anita Anna Annija Annika Antonija Antra
    Anželika Arta Asja Asnate Astra Astrīda Ausma Austra Ārija Baiba Balva Beatrise Beāte
    Biruta Brigita Dace Dagmāra Dagnija Daiga Daina Daira Daniela Dārta Diāna Digna Dina Dita
    Dora Dzidra Dzintra Džena Džesika Edīte Egija Eglantīne Elena Elga Elita Elizabete Elīna
    Elīza Ella Elvīra Elza Emīlija Emma Erika Erna Estere Eva Evelīna Evija Evita Ērika
    Gabriela Gaļina Genovefa Gerda Ginta Gita Guna Gundega Gunta Guntra Hanna Helēna Helga
    Herta Ieva Ilga Ilona Iluta Ilva Ilze Ināra Inda Indra Inese Ineta Inga Ingrīda Inguna
    Inita Inna Inta Ira Irēna Irina Irita Iveta Ivita Jadviga Jana Janīna Jekaterina Jeļena
    Jevgenija Jevgēņija Johanna Jolanta Judīte Justīne Jūle Jūlija Kaiva Karina Karīna Karlīna
    Katrīna Katrīne Keita Klāra Kristiāna Kristīna Kristīne Ksenija Laila Laima Lana Larisa
    Lauma Laura Lāsma Leontīne Liāna Lidija Liene Lienīte Lilita Linda Lita Lība Līga Līna Līva
    Lolita Loreta Ludmila Luīza Luīze Lūcija Ļubova Madara Maiga Maija Maira Malvīne Margarita
    Margrieta Marija Marika Marina Marita Marta Māra Māriete Mārīte Megija Melānija Mērija
    Mirdza Modra Monika Monta Nadežda Natālija Nellija Nikola Nina Nora Ņina Oksana Olga Olita
    Olīvija Oļesja Otīlija Patrīcija Paula Paulīna Raimonda Raisa Raita Ramona Rasa Rasma
    Rebeka Regīna Renāta Renāte Rigonda Rita Roberta Rozālija Rudīte Ruta Rūta Sabīna Sabīne
    Samanta Sanda Sandija Sandra Sanija Sanita Santa Sarma Sarmīte Selga Sigita Signe Silva
    Silvija Simona Sintija Skaidrīte Smaida Sofija Solvita Svetlana Tamāra Tatjana Teiksma
    Terēze Ulda Ulla Ulrika Una Undīne Vaira Vaiva Valda Valentīna Valērija Valija Vallija
    Velga Velta Vera Veronika Vēsma Vija Viktorija Vilma Vineta Viola Vita Vivita Vizma Zaiga
    Zanda Zane Zelma Zenta Zigrīda Zina Zinaīda Zita Žaklīna Žanete Žanna
    """.split()
)
"""Given names of women, nominative."""

_SURNAMES = frozenset(
    """
    Alksnis Apinis Apsītis Auziņš Ābele Āboliņš Balodis Bērziņš Bērzs Blūms Brūveris Bušs
    Celmiņš Cīrulis Dūmiņš Dzenis Eglītis Feldmanis Freimanis Gailītis Grāvītis Grīnbergs
    Grīnfelds Jansons Jākobsons Jēkabsons Kalējs Kalniņš Kaņeps Kārkliņš Kļaviņš Krastiņš
    Krēsliņš Krieviņš Krūmiņš Krūze Kūlis Ķirsis Lazdiņš Lācis Lielmanis Liepiņš Lūsis Mālnieks
    Mednis Mežs Mūrnieks Ozoliņš Paegle Pētersons Plūme Putniņš Pūce Pūriņš Riekstiņš Roziņš
    Rozītis Rudzītis Rutkis Saulītis Siliņš Sīlis Skujiņš Smiltiņš Sproģis Strautiņš Stūrītis
    Šmits Šteinbergs Šulcs Tīrelis Vanadziņš Veidmanis Vēveris Vilciņš Vītoliņš Vītols Zaķis
    Zariņš Zālītis Ziediņš Zvaigzne Zvirbulis Žagars Žukovskis
    """.split()
)

_WOMENS_ENDINGS = (
    ("iņš", "iņa"), ("skis", "ska"), ("ckis", "cka"), ("is", "e"), ("s", "a"),
    ("ий", "ая"), ("ый", "ая"), ("ой", "ая"), ("ов", "ова"), ("ев", "ева"), ("ёв", "ёва"),
    ("ин", "ина"), ("ын", "ына"),
)  # fmt: skip
"""Surname of a man, surname of a woman of the same family."""


def womans_surname(surname: str) -> str:
    """What a woman of the family is called.

    >>> womans_surname("Bērziņš"), womans_surname("Lācis"), womans_surname("Liepa")
    ('Bērziņa', 'Lāce', 'Liepa')
    """
    for his, hers in _WOMENS_ENDINGS:
        if surname.endswith(his):
            return surname.removesuffix(his) + hers
    return surname


@lru_cache(maxsize=1)
def _lettered() -> dict[str, str]:
    """Common names by their folded form, only those that lose letters by folding."""
    surnames = {written for s in _SURNAMES for written in (s, womans_surname(s))}
    every = sorted(MEN | WOMEN | surnames)
    plain = {name.lower() for name in every}
    return {
        fold(name): name for name in every if fold(name) != name.lower() and fold(name) not in plain
    }


_LETTERED_ENDINGS = (("itis", "ītis"), ("ite", "īte"), ("ins", "iņš"))
_PLAIN_ENDINGS = ("kins", "cins", "sins", "tins", "vins")


def lettered(word: str, *, by_ending: bool = False) -> str:
    """The word with the Latvian letters that a plain keyboard left out, where that is known.

    `by_ending`: also of names that are not common, because it is known that the keyboard was
    plain. Else `Petraitis`, who is a Lithuanian, would be looked for as `Petraītis`.

    >>> lettered("Berzins"), lettered("Jansons"), lettered("Petraitis")
    ('Bērziņš', 'Jansons', 'Petraitis')
    """
    if not word.isascii():
        return word
    known = _lettered().get(word.lower())
    if known is not None:
        return known
    if by_ending and not word.lower().endswith(_PLAIN_ENDINGS):
        for plain, right in _LETTERED_ENDINGS:
            if word.lower().endswith(plain) and len(word) > len(plain) + 2:
                return word[: -len(plain)] + right
    return word


@lru_cache(maxsize=1)
def _folded_women() -> frozenset[str]:
    return frozenset(fold(name) for name in WOMEN)


def woman(given: str) -> bool:
    """Whether this is, in the nominative, a common given name of women.

    Written without any diacritics it may stand for one with: `Kristine`. `Jāņa` is not `Jana`.
    """
    return fold(given) in _folded_women() if given.isascii() else given.lower() in _lower_women()


@lru_cache(maxsize=1)
def _lower_women() -> frozenset[str]:
    return frozenset(name.lower() for name in WOMEN)


@lru_cache(maxsize=1)
def _lower_men() -> frozenset[str]:
    return frozenset(name.lower() for name in MEN)


@lru_cache(maxsize=1)
def _folded_men() -> frozenset[str]:
    return frozenset(fold(name) for name in MEN)


def man(given: str) -> bool:
    """The same for men."""
    return fold(given) in _folded_men() if given.isascii() else given.lower() in _lower_men()
