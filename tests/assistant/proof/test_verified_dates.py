"""A date of the sentence must be a date of the quotes, no more precise than there."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.proof.verification import CitedQuote, verify
from index.language.dates import PartialDate

PROVEN = [
    ("La signature a lieu en mars 2019.", "La signature a lieu le 5 mars 2019 à Lyon."),
    ("La signature a lieu en 2019.", "La signature a lieu le 5 mars 2019 à Lyon."),
    ("La signature a lieu le 05/03/2019.", "La signature a lieu le 5 mars 2019 à Lyon."),
    ("La signature a lieu le 5 mars 2019.", "La signature a lieu à Lyon, le 05.03.2019."),
    ("La signature a lieu le 5 mars 2019.", "La signature a lieu à Lyon, le 2019-03-05."),
    ("La signature a lieu le 5 mars 2019.", "La signature a lieu à Lyon, le 5\u00a0mars\u202f2019."),
    ("La signature a lieu le 1er mars 2019.", "La signature a lieu à Lyon le premier mars 2019."),
    ("La signature a lieu les 5 et 6 mars 2019.", "À Lyon, la signature a lieu les 5 et 6 mars 2019."),
    ("La signature a lieu en mars 2019.", "À Lyon, la signature a lieu les 5 et 6 mars 2019."),
    ("La signature a lieu le 6 mars 2019.", "À Lyon, la signature a lieu les 5 et 6 mars 2019."),
    ("La semaine va du 18 au 24 mars 2019.", "Cette semaine va du 18 au 24 mars 2019."),
    ("La période va de 2019 à 2022.", "La période 2019-2022 va vite."),
    ("L'aide vaut jusqu'en 2022.", "L'aide vaut pour la période 2019-2022."),
    ("L'aide vaut jusqu'au 31 décembre 2022.", "Cette aide vaut jusqu'au 31/12/2022."),
    ("L'aide vaut depuis mars 2019.", "Cette aide vaut en mars 2019 comme avant."),
    ("Fin 2022, l'aide s'arrête.", "L'aide s'arrête à la fin 2022."),
    ("L'aide s'arrête en 2022.", "L'aide s'arrête fin 2022, selon l'État."),
    ("La réunion est le 11 octobre.", "La réunion est le 11 octobre 2021."),
    ("La réunion est le 11 octobre.", "La réunion, elle, est le 11 octobre."),
    (
        "Les dossiers sont clos avant le 30 avril 2019.",
        "Les dossiers doivent être clos avant le 30 avril 2019.",
    ),
    ("Le plan France 2030 finance.", "Le plan France 2030 finance tout."),
]

UNPROVEN = [
    ("La signature a lieu le 5 mars 2019.", "La signature a lieu en mars 2019."),
    ("La signature a lieu en mars 2019.", "La signature a lieu en 2019."),
    ("La signature a lieu le 6 mars 2019.", "La signature a lieu le 5 mars 2019."),
    ("La signature a lieu le 5 mai 2019.", "La signature a lieu le 5 mars 2019."),
    ("La signature a lieu le 5 mars 2018.", "La signature a lieu le 5 mars 2019."),
    ("La signature a lieu en 2018.", "La signature a lieu le 5 mars 2019."),
    ("La signature a lieu le 03/05/2019.", "La signature a lieu le 05/03/2019."),
    ("La semaine va du 18 au 25 mars 2019.", "La semaine va du 18 au 24 mars 2019."),
    ("La période va de 2019 à 2023.", "La période va de 2019 à 2022."),
    ("La période va de 2018 à 2022.", "La période va de 2019 à 2022."),
    ("L'aide vaut en 2022.", "L'aide vaut pour la période 2019-2022."),
    ("L'aide vaut jusqu'en 2022.", "L'aide vaut depuis 2022."),
    ("L'aide vaut jusqu'en 2019.", "L'aide vaut pour la période 2019-2022."),
    ("L'aide vaut après 2022.", "L'aide vaut avant 2022, pas après."),
    ("L'aide vaut en 2022.", "L'aide vaut jusqu'en 2022."),
    ("L'aide vaut depuis 2022.", "L'aide vaut jusqu'en 2022."),
    ("Début 2022, l'aide s'arrête.", "L'aide s'arrête fin 2022 et non au début."),
    ("Fin 2022, l'aide s'arrête.", "L'aide s'arrête en 2022, à la fin."),
    ("La réunion est le 11 octobre 2021.", "La réunion est le 11 octobre."),
    ("La réunion est le 12 octobre.", "La réunion est le 11 octobre."),
    ("La réunion est le 12 octobre.", "La réunion est le 11 octobre 2021."),
    ("Les réunions des 6 et 6 mars 2019.", "Les réunions des 5 et 6 mars 2019 ont lieu."),
    ("Les réunions des 6 et 6 mars.", "Les réunions des 5 et 6 mars ont lieu."),
    ("La réunion est l'an dernier.", "La réunion est l'an prochain, non l'an 2021 dernier."),
    ("La signature a lieu en mars 2019 et en mars 2019.", "La signature a lieu en mars 2019 et en mai 2020."),
]


@pytest.mark.parametrize(("sentence", "quote"), PROVEN)
def test_a_date_is_proven_by_the_same_or_a_more_precise_one(sentence: str, quote: str) -> None:
    verdict = verify(sentence, [CitedQuote(quote)])
    assert verdict.findings == ()
    assert verdict.state == "verified"


@pytest.mark.parametrize(("sentence", "quote"), UNPROVEN)
def test_another_or_a_coarser_date_proves_nothing(sentence: str, quote: str) -> None:
    verdict = verify(sentence, [CitedQuote(quote)])
    assert verdict.state == "unsupported"
    assert "date" in {finding.kind for finding in verdict.findings}


def test_an_open_year_is_read_from_the_date_of_the_quoted_text_when_asked() -> None:
    quote = CitedQuote("Le comité est réuni le 11 octobre.", published_on=PartialDate(2021, 10, 12))
    sentence = "Le comité est réuni le 11 octobre 2021."
    assert verify(sentence, [quote]).state == "unsupported"
    assert verify(sentence, [quote], reference=dt.date(2026, 11, 21)).state == "verified"
    assert (
        verify(sentence.replace("2021", "2026"), [quote], reference=dt.date(2026, 11, 21)).state
        == "unsupported"
    )


def test_the_date_of_the_document_does_not_date_what_it_says() -> None:
    quote = CitedQuote("Le programme compte 146 territoires.", "Localtis", None, PartialDate(2021, 10, 11))
    assert verify("Le programme compte 146 territoires au 11 octobre 2021.", [quote]).state == "unsupported"
    assert verify("En octobre 2021, le programme compte 146 territoires.", [quote]).state == "unsupported"
