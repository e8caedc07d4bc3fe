"""Numbers and units in French texts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.quantities import find_quantities, same_value


def values(text: str) -> list[tuple[str, str]]:
    """What was found, as (plain value, unit)."""
    return [(f"{q.value.normalize():f}", q.unit) for q in find_quantities(text)]


@pytest.mark.parametrize("written", ["1 400", "1\u00a0400", "1\u202f400", "1\u2009400", "1.400", "1400"])
def test_thousands_are_read_in_every_writing(written: str) -> None:
    (quantity,) = find_quantities(f"plus de {written} projets")
    assert (quantity.value, quantity.unit, quantity.text) == (Decimal(1400), "projet", written)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,36", [("1.36", "")]),
        ("1.36", [("1.36", "")]),
        ("1,36 Md€", [("1360000000", "EUR")]),
        ("1,36 milliard d'euros", [("1360000000", "EUR")]),
        ("1.36 milliard d’euros", [("1360000000", "EUR")]),
        ("5,4 milliards d'euros", [("5400000000", "EUR")]),
        ("100 M€", [("100000000", "EUR")]),
        ("100 millions d'euros", [("100000000", "EUR")]),
        ("100 millions\nd'euros", [("100000000", "EUR")]),
        ("400 000 €", [("400000", "EUR")]),
        ("400 k€", [("400000", "EUR")]),
        ("12M€ 400K€ 3Mds€", [("12000000", "EUR"), ("400000", "EUR"), ("3000000000", "EUR")]),
        ("5 MEUR", [("5000000", "EUR")]),
        ("12 €50", [("12.5", "EUR")]),
        ("80 %", [("80", "%")]),
        ("85%", [("85", "%")]),
        ("80 pour cent", [("80", "%")]),
        ("30 pourcent", [("30", "%")]),
        ("0,75 %", [("0.75", "%")]),
        ("quatre-vingt-dix-sept pour cent", [("97", "%")]),
        ("quatre conventions", [("4", "convention")]),
        ("vingt et un territoires", [("21", "territoire")]),
        ("quatre vingt communes", [("80", "commune")]),
        ("soixante et onze lauréats", [("71", "laureat")]),
        ("deux millions d'euros", [("2000000", "EUR")]),
        ("deux cents M€", [("200000000", "EUR")]),
        ("1 milliard 360 millions d'euros", [("1360000000", "EUR")]),
        ("Trois-Rivières", []),
        ("zéro euro", [("0", "EUR")]),
        ("mille emplois", [("1000", "emploi")]),
        ("trois ans", [("3", "an")]),
        ("trois dernières années", [("3", "an")]),
        ("deux ans et demi", [("2.5", "an")]),
        ("un an", [("1", "an")]),
        ("un milliard d'euros", [("1000000000", "EUR")]),
        ("un projet", []),
        ("une seule interco", [("1", "interco")]),
        ("un bâtiment neuf", []),
        ("neuf maisons", [("9", "maison")]),
        ("une trentaine de projets", [("30", "projet")]),
        ("deux douzaines", [("24", "")]),
        ("+12 territoires", [("12", "territoire")]),
        ("−5 %", [("-5", "%")]),
        ("298,5 à 300 M€", [("298500000", "EUR"), ("300000000", "EUR")]),
        ("entre 1 et 2 millions d'euros", [("1000000", "EUR"), ("2000000", "EUR")]),
        ("2 000 à 3 000 € HT", [("2000", "EUR"), ("3000", "EUR")]),
        ("de 10 M€ à 5 Md€", [("10000000", "EUR"), ("5000000000", "EUR")]),
        ("4 ou 5 projets", [("4", "projet"), ("5", "projet")]),
        ("10-20 salariés", [("10", "salarie"), ("20", "salarie")]),
        ("6 à 24 mois", [("6", "mois"), ("24", "mois")]),
        ("moins de 2 ans", [("2", "an")]),
        ("3 342 ha", [("3342", "ha")]),
        ("80 m² et 80 m2", [("80", "m2"), ("80", "m2")]),
        ("100 M et 100 m", [("100000000", ""), ("100", "m")]),
        ("5 millions d'habitants", [("5000000", "habitant")]),
        ("183 nouveaux territoires", [("183", "territoire")]),
        ("183 journaux", [("183", "journal")]),
        ("les 183 ont signé", [("183", "")]),
        ("2150 actions en 2019", [("2150", "action")]),
        ("1h30", [("90", "minute")]),
        ("à 14 h 30", [("870", "minute")]),
        ("3/4 du Smic", [("0.75", "")]),
        ("trois quarts", [("0.75", "")]),
        ("1.400.000 et 1,400,000", [("1400000", ""), ("1400000", "")]),
        ("le 5 mars 2019, le 6 mars, en 2017 et fin 2022", []),
        ("https://exemple.fr/p?id=12 ou a12@exemple.fr", []),
    ],
)
def test_numbers_are_read_with_their_units(text: str, expected: list[tuple[str, str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("183 territoires", "number"),
        ("100 M€", "amount"),
        ("80 %", "percentage"),
        ("1re assemblée", "ordinal"),
        ("1 ère assemblée", "ordinal"),
        ("la troisième vague", "ordinal"),
        ("phase 2", "ordinal"),
        ("40 ans", "duration"),
        ("3 342 ha", "measure"),
        ("14h30", "time"),
        ("1/3", "fraction"),
        ("n° 217", "identifier"),
        ("F34355", "identifier"),
        ("01 23 45 67 89", "identifier"),
        ("+33 1 23 45 67 89", "identifier"),
        ("SIREN 123 456 789", "identifier"),
        ("732829320", "identifier"),
        ("loi 2018-1021", "identifier"),
        ("article 225-4", "identifier"),
        ("69003 Lyon", "identifier"),
        ("le plan France 2030", "identifier"),
        ("la 5G", "identifier"),
        ("dossier n 45871", "identifier"),
        ("1" * 40, "identifier"),
    ],
)
def test_each_quantity_has_its_kind(text: str, kind: str) -> None:
    assert [q.kind for q in find_quantities(text)] == [kind]


@pytest.mark.parametrize(
    "text", ["le Premier ministre", "les premiers contrats", "en premier lieu", "au premier abord"]
)
def test_ranks_in_set_phrases_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("100 M€ par an", "an"),
        ("100 M€/an", "an"),
        ("724 €/mois", "mois"),
        ("4 000 euros annuels", "an"),
        ("12 000 € par entreprise", "entreprise"),
        ("2 projets par territoire", "territoire"),
        ("2 M€ par la région", ""),
    ],
)
def test_what_an_amount_is_counted_by_is_kept(text: str, per: str) -> None:
    assert find_quantities(text)[0].per == per


def test_an_approximate_count_says_so() -> None:
    assert find_quantities("une trentaine")[0].approximate
    assert not find_quantities("trente")[0].approximate


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("1,36 Md€", "1,36 milliard d'euros", True),
        ("1.36 milliard d’euros", "1 360 millions d'euros", True),
        ("1,36 Md€", "1,4 Md€", False),
        ("900 000 €", "400 000 €", False),
        ("400 000 €", "400 k€", True),
        ("400 000 €", "400 000", False),
        ("80 %", "80 pour cent", True),
        ("80 %", "80", False),
        ("80 %", "80 €", False),
        ("183 territoires", "183", True),
        ("183 territoires", "183 Territoires d'industrie", True),
        ("183 territoires", "183 projets", False),
        ("24 mois", "2 ans", True),
        ("24 mois", "24 ans", False),
        ("une heure", "60 minutes", True),
        ("quatre conventions", "4 conventions", True),
        ("phase 2", "deuxième phase", True),
        ("phase 2", "2 phases", False),
        ("100 M€ par an", "100 M€/an", True),
        ("100 M€ par an", "100 M€", False),
        ("100 M€ par an", "100 M€ par mois", False),
        ("n° 217", "n°217", True),
        ("n° 217", "217 projets", False),
        ("01 23 45 67 89", "01.23.45.67.89", True),
        ("100 ha", "1 km2", True),
        ("1 400 projets", "1400 projets", True),
        ("1,4", "1,40", True),
    ],
)
def test_quantities_compare_by_value_and_unit(a: str, b: str, same: bool) -> None:
    (first,), (second,) = find_quantities(a), find_quantities(b)
    assert same_value(first, second) is same
    assert same_value(second, first) is same


def test_offsets_are_those_of_the_original_text() -> None:
    text = "L’État a fléché 1,36\u00a0milliard d’euros, puis 5,4\u202fMd€."
    assert [text[q.start : q.end] for q in find_quantities(text)] == [
        "1,36\u00a0milliard d’euros",
        "5,4\u202fMd€",
    ]
    assert all(text[q.start : q.end] == q.text for q in find_quantities(text))


@given(st.integers(min_value=0, max_value=10**12))
def test_a_number_written_with_thin_spaces_is_read_back(number: int) -> None:
    written = f"{number:,}".replace(",", "\u202f")
    assert [q.value for q in find_quantities(f"{written} €")] == [number]


@given(st.text(alphabet="0123456789 ,.-+€%kMd/aunétrois'\n", max_size=80))
def test_quantities_are_in_order_and_hold_their_text(text: str) -> None:
    previous = 0
    for quantity in find_quantities(text):
        assert previous <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        previous = quantity.end


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "1",
        " ",
        "1 000 ",
        "1,",
        "deux ",
        "1 a ",
        "a1-",
        "-",
        "+",
        "1.1.",
        "01 ",
        "http://",
        "a@",
        "1/",
        "x",
    ],
)
def test_a_hostile_text_is_read_to_its_end(piece: str) -> None:
    find_quantities(piece * (200_000 // len(piece)))
