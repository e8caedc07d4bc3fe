"""Candidates: the evidence for a sentence says what it holds, whether it stands alone, and whether it still stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from assistant.compose.extraction import extract
from assistant.engine.assistant import Assistant
from assistant.question.answer_types import AnswerType
from assistant.reading.candidates import FEATURES, WEIGHTS, Candidate, Scorer, state_of
from assistant.search.sentence_match import holds_form
from index.documents.document import Validity
from index.language.text import Text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (AnswerType.DATE, "Le plan est lancé le 2 mars 2015."),
        (AnswerType.DURATION, "Le prêt dure jusqu'à 40 ans."),
        (AnswerType.DURATION, "La semaine se tient du 18 au 24 mars 2019."),
        (AnswerType.AMOUNT, "La bourse atteint 90 000 euros."),
        (AnswerType.AMOUNT, "L'étude est payée à 50 %."),
        (AnswerType.PERCENTAGE, "L'étude est payée à 50 %."),
        (AnswerType.PERCENTAGE, "L'étude est payée pour moitié."),
        (AnswerType.TIME, "L'assemblée s'ouvre à 9 h 30."),
        (AnswerType.NUMBER, "Le plan compte 75 forges."),
        (AnswerType.PERSON, "Olivier Lluansi a été nommé."),
        (AnswerType.PLACE, "L'assemblée se réunit à Lyon."),
        (AnswerType.ORGANISATION, "Elle est financée par l'ADEME."),
        (AnswerType.LIST, "Elle aide les communes, les usines, et les écoles."),
    ],
)
def test_a_sentence_holds_the_type_it_has(kind: AnswerType, text: str) -> None:
    assert holds_form(kind, Text(text).forms)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (AnswerType.DATE, "Le plan est lancé à Rivemont."),
        (AnswerType.AMOUNT, "Le plan compte 75 forges."),
        (AnswerType.NUMBER, "Le plan est lancé à Rivemont."),
        (AnswerType.PERCENTAGE, "Le plan compte 75 forges."),
        (AnswerType.TIME, "L'assemblée s'ouvre le 9 mars."),
        (AnswerType.DURATION, "La bourse atteint 90 000 euros."),
        (AnswerType.PERSON, "Le plan est lancé en hiver."),
    ],
)
def test_a_sentence_does_not_hold_a_type_it_lacks(kind: AnswerType, text: str) -> None:
    assert not holds_form(kind, Text(text).forms)


def test_a_number_of_another_thing_counts_less(evidence: Callable) -> None:
    def match(asked: str) -> float:
        _, candidates = evidence(asked)
        return next(c for c in candidates if "75 forges" in c.text).features.type

    assert match("Combien de forges labellisées ?") > match("Combien de ponts et de forges labellisées ?") > 0


def test_a_word_said_by_the_title_alone_counts_in_part(evidence: Callable) -> None:
    _, candidates = evidence("Quelles dépenses minimales pour la bourse Marteau ?")
    assert all(c.features.own_cover <= c.features.cover <= 1 for c in candidates)
    assert any(c.features.own_cover < c.features.cover for c in candidates)


def test_every_feature_has_a_weight() -> None:
    assert set(FEATURES) == set(WEIGHTS)


def test_candidates_come_best_first_once_each(evidence: Callable) -> None:
    _, candidates = evidence("Combien de forges labellisées ?")
    assert candidates and len({c.key for c in candidates}) == len(candidates)
    assert [c.score for c in candidates] == sorted((c.score for c in candidates), reverse=True)


def test_the_score_is_the_weighted_sum_of_the_features(evidence: Callable) -> None:
    _, candidates = evidence("Combien de forges labellisées ?")
    for candidate in candidates[:5]:
        assert candidate.score == pytest.approx(sum(WEIGHTS[n] * v for n, v in candidate.features._asdict().items()))


def test_replaced_values_are_marked_until_the_past_is_asked_for(evidence: Callable) -> None:
    def superseded(asked: str) -> float:
        _, candidates = evidence(asked)
        return next(c for c in candidates if "52 forges" in c.text).features.superseded

    assert superseded("Combien de forges labellisées aujourd'hui ?") > superseded("Combien de forges labellisées ?") > 0
    assert superseded("Combien de forges labellisées en juin 2018 ?") == 0


def test_a_sentence_of_the_period_asked_is_preferred(evidence: Callable) -> None:
    _, candidates = evidence("Combien de forges labellisées en juin 2018 ?")
    matches = {c.text[:14]: c.features.period for c in candidates if c.quote.document.id == "nombre-de-forges"}
    assert matches["En juin 2018, "] == 1.0 and matches["En février 202"] == 0.0


def test_an_erroneous_value_is_marked(evidence: Callable) -> None:
    _, candidates = evidence("Combien de forges labellisées ?")
    wrong = next(c for c in candidates if "520" in c.text)
    assert (wrong.features.erroneous, wrong.validity) == (1.0, Validity.SUPERSEDED)


def test_names_of_records_are_no_candidates(evidence: Callable) -> None:
    _, candidates = evidence("C'est quoi le Prêt Soufflet ?")
    assert not any(c.text == "Prêt Soufflet" for c in candidates)


def _starting(candidates: list[Candidate], text: str) -> Candidate:
    return next(c for c in candidates if c.text.startswith(text))


def test_the_same_year_is_the_year_of_the_sentence_before(evidence: Callable) -> None:
    question, candidates = evidence("Quand la guilde rachète-t-elle le vieux foulon ?")
    assert _starting(candidates, "La même année").features.type == 1.0
    texts = [sentence.text for sentence in extract(question, candidates).sentences]
    assert texts.index("En 1991, la guilde de Maubrun ouvre un atelier de tisserands.") < texts.index(
        "La même année, la guilde de Maubrun rachète le vieux foulon."
    )


def test_a_pronoun_covers_in_part_what_the_sentence_before_names(evidence: Callable) -> None:
    _, candidates = evidence("Combien de temps la guilde garde-t-elle les tisserands ?")
    leaning = _starting(candidates, "Celle-ci les garde")
    assert leaning.features.cover > leaning.features.own_cover


def test_a_heading_that_says_when_is_a_candidate_where_that_is_asked(evidence: Callable) -> None:
    heading = "Le tissage des draps pour la période 1991-1997"
    _, dated = evidence("Sur quelle période portait le budget du tissage des draps ?")
    _, told = evidence("Qui a fondé le tissage des draps ?")
    assert heading in {c.text for c in dated} and heading not in {c.text for c in told}


def test_a_sentence_that_says_by_whom_it_was_done_is_marked(evidence: Callable) -> None:
    _, candidates = evidence("Qui a fondé le tissage des draps ?")
    assert [c.text[:19] for c in candidates if c.features.agent] == ["Le tissage des drap"]
    _, candidates = evidence("Quand a été fondé le tissage des draps ?")
    assert not any(c.features.agent for c in candidates)


def test_what_a_thing_is_for_is_marked_where_that_is_asked(evidence: Callable) -> None:
    _, candidates = evidence("À quoi sert la maîtrise de la guilde de Maubrun ?")
    assert _starting(candidates, "Celle-ci les garde").features.defines == 1.0
    assert _starting(candidates, "La guilde de Maubrun reçoit").features.defines == 0.0


def test_only_the_beginning_of_a_document_opens_it(evidence: Callable) -> None:
    """Where a long text happens to be cut, nothing begins."""
    _, candidates = evidence("Quel meunier de Harvel répare la roue de son moulin ?")
    opening = [c for c in candidates if c.quote.document.id == "moulins" and c.place == 0]
    assert len(opening) > 1 and [c.quote.start for c in opening if c.features.opens] == [0]


def test_no_hits_are_no_candidates(evidence: Callable, forges: Assistant) -> None:
    question, _ = evidence("Combien de forges labellisées ?")
    assert Scorer(question, dt.date(2026, 11, 22)).candidates([]) == []


def test_a_statement_ends_though_its_document_does_not(forges: Assistant) -> None:
    """Each value of a series has a period of its own."""
    document = forges.snapshot.document("nombre-de-forges")
    states = [state_of(document, a.start, a.end, dt.date(2026, 1, 1)) for a in document.attributions]
    assert states.count(Validity.IN_FORCE) == 1 and states.count(Validity.SUPERSEDED) == 4


def test_the_state_of_an_offer_depends_on_the_day(forges: Assistant) -> None:
    document = forges.snapshot.document("conseil-lueur")
    days = [dt.date(year, 6, 1) for year in (2018, 2022, 2026)]
    assert [state_of(document, 0, 10, day) for day in days] == ["announced", "in_force", "expired"]
