"""What the answers and the search are worth on a corpus of others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tqdm import tqdm

from assistant.engine.assistant import Assistant
from evaluation.baselines import SCORE_FUSION, all_baselines
from evaluation.development import DevelopmentSet
from evaluation.evidence import collect
from evaluation.foreign.foreign_corpora import FAQ, PIAF, SERVICE_PUBLIC, ForeignCorpus, without_half
from evaluation.french_tables import Figure, decimal, figures_table, table
from evaluation.judging.control_questions import Question
from evaluation.judging.outcomes import Finder, Outcome
from evaluation.metrics import percentile
from evaluation.report import OURS, Report
from evaluation.run import outcome_of, questions_of

SHORT = 60
"""Words of an answer that is still one to a question of fact: a whole article holds every answer."""
SEARCHES = {
    OURS: "assistant",
    "vectors": "vecteurs seuls",
    "BM25": "BM25 seul",
    "fusion (RRF)": "fusion des rangs",
    SCORE_FUSION: "fusion des scores",
}
KINDS = {"extractive": "questions dont le passage est connu", "retrieval_only": "questions dont le document est connu"}
RANKED = ("nDCG@10", "hit@1", "hit@10")

Open = Callable[[ForeignCorpus], Assistant]
"""Indexes a corpus and opens an assistant over it."""
Searches = dict[str, dict[str, float | None]]


@dataclass(frozen=True)
class Measured:
    """The figures of one corpus."""

    name: str
    figures: tuple[Figure, ...]
    searches: dict[str, Searches]
    """By kind of question, then by search: the measures of `evaluation.report`."""

    @property
    def shown(self) -> str:
        """Its tables, under its name."""
        parts = [f"## {self.name}", figures_table(self.figures)]
        for kind, searches in self.searches.items():
            rows = [(name, *(decimal(searches[key][name]) for key in SEARCHES)) for name in RANKED]
            parts.append(table((KINDS.get(kind, kind), *SEARCHES.values()), rows))
        return "\n\n".join(parts)

    def to_json(self) -> dict[str, Any]:
        """Every figure, as plain JSON values."""
        return {"figures": [asdict(figure) for figure in self.figures], "searches": self.searches}


def measure(corpus: ForeignCorpus, assistant: Assistant, opened: Open) -> Measured:
    """The figures of a corpus from its assistant; `opened` indexes what else has to be asked."""
    outcomes = outcomes_of(assistant, corpus.questions, corpus.name, searching=True)
    by_kind: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.relevant:
            by_kind.setdefault(outcome.question.kind, []).append(outcome)
    searches = {kind: Report(kind, tuple(each), {}).searches() for kind, each in by_kind.items()}
    if corpus.name == PIAF:
        figures = piaf_figures(outcomes)
    elif corpus.name == SERVICE_PUBLIC:
        figures = service_public_figures(outcomes)
    else:
        half = without_half(corpus)
        gone = outcomes_of(opened(half), half.questions, half.name)
        far = outcomes_of(assistant, questions_of("golden"), f"{FAQ} : questions d'ailleurs")
        figures = faq_figures(outcomes, gone, far)
    return Measured(corpus.name, tuple(figures), searches)


def outcomes_of(
    assistant: Assistant, questions: Sequence[Question], name: str, *, searching: bool = False
) -> list[Outcome]:
    """What became of each question; `searching`: with where each search found its document."""
    snapshot = assistant.snapshot
    finder = Finder(snapshot.documents())
    searches = all_baselines(snapshot, assistant.encode) if searching else {}
    return [
        outcome_of(assistant, question, snapshot, finder, searches)
        for question in tqdm(questions, desc=name, unit="question")
    ]


def piaf_figures(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Whether a short answer holds one of the wordings that people marked."""
    words = [outcome.words for outcome in outcomes if not outcome.silent]
    return [
        Figure.share(f"réponse qui tient en {SHORT} mots et dit ce qui était attendu",
                     [outcome.fully_right and outcome.words <= SHORT for outcome in outcomes]),
        Figure.share("silence à tort", [outcome.silent for outcome in outcomes]),
        Figure("mots d'une réponse, médiane", percentile(words, 0.5), len(words), "mots"),
    ]  # fmt: skip


def service_public_figures(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Whether the wording looked for is in the answer, and whether what was held out of the index meets silence."""
    extractive = [outcome for outcome in outcomes if outcome.question.kind == "extractive"]
    held_out = [outcome for outcome in outcomes if outcome.question.kind == "held_out"]
    return [
        Figure.share("passage attendu dans la réponse", [outcome.fully_right for outcome in extractive]),
        Figure.share("silence à tort", [outcome.silent for outcome in extractive]),
        Figure.share("silence quand la fiche manque", [outcome.silent for outcome in held_out]),
    ]


def faq_figures(known: Sequence[Outcome], gone: Sequence[Outcome], far: Sequence[Outcome]) -> list[Figure]:
    """Whether what is known is answered from the right document, and what is not known is not."""
    return [
        Figure.share("connues : répondues", [not outcome.silent for outcome in known]),
        Figure.share("connues : le premier document cité est le bon", [_cites_right(outcome) for outcome in known]),
        Figure.share("retirées : répondues à tort", [not outcome.silent for outcome in gone]),
        Figure.share("d'ailleurs : répondues à tort", [not outcome.silent for outcome in far]),
    ]


def _cites_right(outcome: Outcome) -> bool:
    """Whether the document of the first citation of a shown answer is one that holds it."""
    cited = [citation.document_id for citation in outcome.answer.citations]
    return not outcome.silent and bool(cited) and cited[0] in outcome.relevant


def evidence_rows(corpus: ForeignCorpus, assistant: Assistant) -> list[dict[str, Any]]:
    """The evidence that the answers were decided on, with what is known of each question: material for
    `evaluation.calibration`. Answerable questions give a second row, without the documents that answer them."""
    development = DevelopmentSet(assistant, corpus.questions, f"foreign: {corpus.name}", dt.date.today())
    return [
        {"corpus": corpus.name, "id": sample.key, "kind": sample.kind, "answerable": sample.answerable,
         "removed": sample.removed, **asdict(sample.evidence)}
        for sample in collect(development)
    ]  # fmt: skip
