"""The first looks at every round, side by side: what the answers were worth to someone who read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from evaluation.french_tables import MISSING, Figure, day, table
from evaluation.rounds.round_files import (
    GOOD,
    OF_ANSWERABLE,
    OF_UNANSWERABLE,
    ROUNDS,
    Round,
    Verdict,
    load_round,
    round_names,
)
from evaluation.rounds.scoring import load_answers, score

LABELS = {
    Verdict.RIGHT_FIRST: "juste d'emblée",
    Verdict.RIGHT_BURIED: "juste, mais plus bas",
    Verdict.PARTIAL: "incomplète",
    Verdict.BESIDE: "à côté",
    Verdict.WRONG: "fausse",
    Verdict.NEEDLESS_SILENCE: "silence à tort",
    Verdict.FALSE_ANSWER: "réponse à tort",
    Verdict.GOOD_SILENCE: "bon silence",
}
"""Of the questions that the documents answer, then of those that they do not."""
NONE_YET = "Aucune série : déposez questions.jsonl et provenance.yaml dans evaluation/rounds/NOM."


def load_rounds(folder: Path = ROUNDS) -> list[Round]:
    """Every round, in order of name. Raises JsonLinesError and Problem, which name file, line and field."""
    return [load_round(name, folder) for name in round_names(folder)]


def figures(looked: Round) -> dict[str, Figure]:
    """The figures of a round's first look; those that its folder does not bear have no value.

    Raises JsonLinesError where its answers cannot be read."""
    return {**_read_by_a_person(looked), **_read_by_none(looked)}


def _read_by_a_person(looked: Round) -> dict[str, Figure]:
    verdicts = looked.verdicts or {}
    found: dict[str, Figure] = {}
    for answerable, kinds in ((True, OF_ANSWERABLE), (False, OF_UNANSWERABLE)):
        ids = [question.id for question in looked.questions if question.answerable is answerable]
        given = [verdicts[identity] for identity in ids if identity in verdicts]
        for kind in kinds:
            found[kind.value] = Figure.share(LABELS[kind], [verdict is kind for verdict in given])
    good = [question for question in looked.questions if verdicts.get(question.id) in GOOD]
    reworded = [verdicts[key] is Verdict.RIGHT for question in good for key in question.reworded if key in verdicts]
    return found | {"rewordings": Figure.share("reformulations qui restent justes", reworded)}


def _read_by_none(looked: Round) -> dict[str, Figure]:
    if not looked.answers_file.exists():
        return {
            "wrappers": Figure("enveloppes qui gardent les faits", None, 0),
            "facts": Figure("faits trouvés (mécanique)", None, 0),
        }
    scores = score(looked, load_answers(looked.answers_file, looked))
    facts = Figure("faits trouvés (mécanique)", scores.facts.value, scores.facts.count)
    return {"wrappers": scores.wrappers, "facts": facts}


def rounds_table(rounds: Sequence[Round]) -> str:
    """One column a round, one line a figure; what was not measured is a dash."""
    if not rounds:
        return NONE_YET
    measured = [figures(looked) for looked in rounds]
    facts = [
        ("écrite le", [day(looked.provenance.written_on) for looked in rounds]),
        ("état", [_state(looked) for looked in rounds]),
        ("version", [(looked.provenance.code_version or MISSING)[:7] for looked in rounds]),
        ("questions avec réponse", [_counted(looked, answerable=True) for looked in rounds]),
        ("questions sans réponse", [_counted(looked, answerable=False) for looked in rounds]),
    ]
    shares = [(measured[0][key].label, [found[key].shown for found in measured]) for key in measured[0]]
    return table(("premier regard", *(looked.name for looked in rounds)), [(name, *row) for name, row in facts + shares])


def _state(looked: Round) -> str:
    spent = looked.provenance.spent_on
    parts = [*(["non jugé"] if looked.verdicts is None else []), *([f"dépensé le {day(spent)}"] if spent else [])]
    return ", ".join(parts) or "jugé"


def _counted(looked: Round, *, answerable: bool) -> str:
    """How many there are; of how many a part was judged, where some were not."""
    ids = [question.id for question in looked.questions if question.answerable is answerable]
    judged = [identity for identity in ids if identity in (looked.verdicts or {})]
    return f"{len(judged)} sur {len(ids)}" if judged and len(judged) < len(ids) else str(len(ids))


def as_json(rounds: Iterable[Round]) -> dict[str, object]:
    """The figures of each round by its name, as plain JSON values."""
    return {
        looked.name: {
            "judged": looked.verdicts is not None,
            "provenance": looked.provenance.model_dump(mode="json"),
            "questions": len(looked.questions),
            "figures": {key: asdict(figure) for key, figure in figures(looked).items()},
        }
        for looked in rounds
    }
