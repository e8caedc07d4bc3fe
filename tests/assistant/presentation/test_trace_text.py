"""The trace of an answer reads as French lines, one for each decision."""

from __future__ import annotations

from assistant.presentation.trace_text import trace_lines
from assistant.schema import TraceStep


def lines(*steps: TraceStep) -> list[str]:
    return list(trace_lines(steps))


def test_a_decision_is_told_with_what_was_weighed() -> None:
    values = {"probability": 0.9934, "threshold": 0.5, "lead": 0.0, "future": 1.0}
    assert lines(TraceStep(step="judgement", values=values)) == [
        "Preuves suffisantes : probabilité 0,993 ; seuil 0,5 ; avenir 1"
    ]
    assert lines(TraceStep(step="judgement", decided=False))[0] == "Preuves insuffisantes"


def test_composers_asked_in_vain_one_after_the_other_are_one_line() -> None:
    passed = [TraceStep(step="composer", by=name, decided=False) for name in ("un", "deux")]
    retained = TraceStep(step="composer", by="trois", why="une liste est demandée")
    assert lines(*passed, retained, passed[0]) == [
        "Formes de réponse sans suite : un, deux",
        "Forme de réponse retenue : trois ; une liste est demandée",
        "Formes de réponse sans suite : un",
    ]


def test_codes_are_told_in_french_words() -> None:
    step = TraceStep(step="reading", values={"intent": "eligibility", "types": ["yes_no", "place"], "reworded": True})
    assert lines(step) == ["Question lue : genre éligibilité ; demande oui ou non, lieu ; réparée ou complétée oui"]
    assert lines(TraceStep(step="refusal", by="personal_data")) == ["Demande déclinée : données personnelles"]


def test_the_name_of_a_composer_stays_that_of_its_file() -> None:
    """`definition` is also a kind of question, which has a French word."""
    assert lines(TraceStep(step="composer", by="definition", why="…")) == ["Forme de réponse retenue : definition ; …"]


def test_a_step_of_a_later_version_is_shown_as_it_is() -> None:
    assert lines(TraceStep(step="divination", by="tarot", values={"cards": 3})) == ["divination : tarot ; cards 3"]
