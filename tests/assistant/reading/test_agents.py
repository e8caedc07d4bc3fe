"""Who did it: sentences that name who does what the question asks about."""

from __future__ import annotations

import pytest

from assistant.reading.agents import names_agent, verbs_of
from index.language.words import fold, stem


@pytest.mark.parametrize(
    ("asked", "verb"),
    [
        ("Qui coordonne le plan ?", "coordonne"),
        ("qui l'a lancé", "lancé"),
        ("Par qui le plan a-t-il été lancé ?", "lancé"),
        ("Octave Lerond a bien lancé le plan en 2015 ?", "lancé"),
        ("Par qui la charte est-elle signée ?", "signée"),
    ],
)
def test_what_is_done_is_read_in_the_question(asked: str, verb: str) -> None:
    assert stem(fold(verb)) in verbs_of(fold(asked))


@pytest.mark.parametrize(
    "text",
    [
        "Lancé le 2 mars 2015 par le ministre, le plan aide les forges.",
        "Le plan a été lancé officiellement à Rivemont le 2 mars 2015 par Octave Lerond.",
        "Le plan est lancé par les communes et les forgerons.",
    ],
)
def test_a_sentence_that_says_by_whom_is_known(text: str) -> None:
    assert names_agent(text, frozenset({stem("lance")}))


@pytest.mark.parametrize(
    "text",
    [
        "Lancé le 2 mars 2015, le plan compte 40 forges par région.",
        "Le plan est doté par le ministère de 12 millions d'euros.",
        "Le lancement a lieu à Rivemont ; une charte, un calendrier et un jury sont ensuite approuvés par la commune.",
        "Le plan a été lancé.",
    ],
)
def test_one_that_does_not_is_not(text: str) -> None:
    assert not names_agent(text, frozenset({stem("lance")}))
