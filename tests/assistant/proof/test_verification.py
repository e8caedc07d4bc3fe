"""A sentence is shown as verified only when the cited quotes prove all of it."""

from __future__ import annotations

import re
import time

import pytest

from assistant.proof import verification
from assistant.proof.claims import Claims, read_claims
from assistant.proof.verification import LONGEST_SENTENCE, CitedQuote, check_quote, verify
from assistant.schema import SentenceState
from index.language.connectives import CONNECTIVE_PHRASES, CONNECTIVES, STRICT
from index.language.dates import PartialDate
from index.language.text import Text
from index.language.words import STOP_WORDS, fold

TEXT = "Le programme compte 136 territoires. Il est lancé à Lyon."


@pytest.mark.parametrize(
    ("start", "end", "quote", "expected"),
    [
        (0, 36, "Le programme compte 136 territoires.", True),
        (20, 35, "136 territoires", True),
        (20, 34, "136 territoires", False),
        (21, 36, "136 territoires", False),
        (20, 35, "136\u00a0territoires", False),
        (20, 35, "146 territoires", False),
        (5, 5, "", False),
        (6, 5, "", False),
        (-5, -1, "Lyon", False),
        (37, 500, "Il est lancé à Lyon.", False),
    ],
)
def test_a_quote_is_exact_to_the_character(start: int, end: int, quote: str, expected: bool) -> None:
    assert check_quote(TEXT, start, end, quote) is expected


@pytest.mark.parametrize(
    "sentence",
    [
        "L’État réserve 1,36\u202fMd€ aux projets.",
        "L'État réserve 1,36 Md€ aux projets",
        "• L'État réserve 1,36 Md€ aux projets.",
        "- L'État réserve 1,36 Md€ aux projets [1].",
        "L'État réserve 1,36 Md€ aux projets [1][2].",
        "l'État réserve  1,36 Md€ aux projets [1, 2] !",
        "Selon le CGET (novembre 2018) : l'État réserve 1,36 Md€ aux projets.",
        "D'après le CGET, L'État réserve 1,36 Md€ aux projets.",
    ],
)
def test_a_quote_said_word_for_word_is_verified(sentence: str) -> None:
    quote = CitedQuote("L'État réserve 1,36 Md€ aux projets.", "CGET", None, PartialDate(2018, 11, 22))
    assert verify(sentence, [quote]).state is SentenceState.VERIFIED


def test_a_verbatim_quote_is_verified_even_where_parsing_it_would_stumble() -> None:
    quote = "Ni le PLF 2026 ni la loi n° 2018-1021 : 12/13/14, ½ ou XIVe, « etc. »"
    assert verify(quote, [CitedQuote(quote)]).state == "verified"


@pytest.mark.parametrize("evidence", [[], [CitedQuote("")], [CitedQuote(" \n")]])
def test_nothing_cited_is_nothing_proven(evidence: list[CitedQuote]) -> None:
    verdict = verify("Le programme compte 136 territoires.", evidence)
    assert verdict.state is SentenceState.UNSUPPORTED
    assert [finding.kind for finding in verdict.findings] == ["quote"]


@pytest.mark.parametrize("sentence", ["", " ", "[1]", "…", "Oui.", "Il en est de même de cela.", "• [2]."])
def test_a_sentence_that_states_nothing_is_not_verified(sentence: str) -> None:
    assert verify(sentence, [CitedQuote("Le programme compte 136 territoires.")]).state == "unsupported"


def test_claims_may_stand_in_different_quotes() -> None:
    quotes = [CitedQuote("Bpifrance propose des prêts."), CitedQuote("La région finance 12 projets en Bretagne.")]
    assert verify("Bpifrance propose des prêts et la région finance 12 projets.", quotes).state == "verified"
    assert (
        verify("Bpifrance propose des prêts et la région finance 12 projets.", quotes[:1]).state
        == "unsupported"
    )


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        ("Le programme national finance des projets industriels locaux.", "verified"),
        ("Le programme national finance des projets industriels ambitieux.", "partial"),
        ("Le programme national soutient des projets magnifiques partout.", "unsupported"),
        ("Le programme soutient des emplois.", "unsupported"),
    ],
)
def test_words_of_its_own_make_a_sentence_partial_and_too_many_unsupported(sentence: str, state: str) -> None:
    quote = "Ce programme national finance des projets industriels locaux."
    verdict = verify(sentence, [CitedQuote(quote)])
    assert verdict.state == state
    assert {finding.kind for finding in verdict.findings} <= {"word"}


def test_a_wrong_figure_is_never_partial() -> None:
    quote = "Le programme national finance aujourd'hui 136 projets industriels locaux en France."
    assert verify(quote.replace("136", "137"), [CitedQuote(quote)]).state == "unsupported"


@pytest.mark.parametrize("word", sorted(CONNECTIVES))
def test_a_connective_may_be_added(word: str) -> None:
    quote = CitedQuote("Le programme compte 136 territoires à ce jour.")
    assert verify(f"Le programme, {word}, compte 136 territoires.", [quote]).state == "verified"


@pytest.mark.parametrize("phrase", CONNECTIVE_PHRASES)
def test_a_connective_phrase_may_be_added(phrase: str) -> None:
    quote = CitedQuote("Le programme compte 136 territoires.")
    assert verify(f"{phrase.capitalize()}, le programme compte 136 territoires.", [quote]).state == "verified"


def test_connectives_are_folded_and_state_nothing_strict() -> None:
    assert all(word == fold(word) for word in CONNECTIVES)
    assert not CONNECTIVES & STRICT


def test_every_strict_word_is_one_that_would_else_be_passed_over_or_is_content() -> None:
    assert {word for word in STRICT if word not in STOP_WORDS} <= {"jamais", "pouvez", "faut", "desormais"}


@pytest.mark.parametrize("word", ["total", "jour", "résumé"])
def test_a_word_of_a_connective_phrase_is_not_free_on_its_own(word: str) -> None:
    quote = CitedQuote("Le programme compte 136 territoires.")
    assert verify(f"Le programme {word} compte 136 territoires.", [quote]).state != "verified"


def test_inflected_forms_of_a_word_prove_each_other() -> None:
    quote = CitedQuote("Les opérateurs signent des conventions industrielles et financent les projets.")
    assert (
        verify("Un opérateur finance un projet industriel et signe une convention.", [quote]).state
        == "verified"
    )


def test_findings_come_once_each_and_in_french() -> None:
    verdict = verify("Lyon compte 12 usines à Lyon et 12 usines.", [CitedQuote("Le programme avance.")])
    assert len(set(verdict.findings)) == len(verdict.findings)
    assert all(re.search(r"extraits?|phrase", finding.reason) for finding in verdict.findings)


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "1,",
        "9" * 10,
        "mars ",
        "5 et ",
        "Jean ",
        "(",
        "[1]",
        "ne pas ",
        "é",
        "a-",
        "d'",
        "«",
        "Selon X, ",
        "\u0301",
    ],
)
def test_hostile_sentences_and_quotes_end_in_time(piece: str) -> None:
    """A bound far above the truth (tens of milliseconds): it fails on quadratic time only."""
    long = piece * (60_000 // len(piece))
    start = time.process_time()
    assert verify(long, [CitedQuote("Le programme.")]).state == "unsupported"
    verify(long[: LONGEST_SENTENCE - 10] + " fin", [CitedQuote(long), CitedQuote("Le programme")])
    assert time.process_time() - start < 20


def test_a_sentence_too_long_to_be_one_is_not_verified() -> None:
    text = "Le programme avance. " * 400
    assert verify(text, [CitedQuote(text)]).state == "unsupported"


def test_a_quote_is_read_once_for_all_the_sentences_held_against_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(text: Text) -> Claims:
        read.append(text.raw)
        return read_claims(text)

    monkeypatch.setattr(verification, "read_claims", counted)
    quote = CitedQuote("Le programme compte 136 territoires et 12 usines [2].")
    said = ["Le programme a 136 territoires.", "Le programme a 137 territoires.", "Le programme a 12 usines."]
    assert [verify(sentence, [quote]).state.value for sentence in said] == ["verified", "unsupported", "verified"]
    assert read.count("Le programme compte 136 territoires et 12 usines.") == 1 and len(read) == 1 + len(said)
