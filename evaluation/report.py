"""The report of a run: its measures, and their JSON; `evaluation.tables` shows them to a person."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.judging.outcomes import Outcome, Ranking
from evaluation.metrics import hit_at, mean, ndcg_at, percentile, reciprocal_rank, share_of

OURS = "assistant"
"""Name of the product's own search beside the baselines."""


@dataclass(frozen=True)
class Measure:
    """One number with its meaning, its aim and how many things it was measured on."""

    label: str
    value: float | None
    count: int
    aim: str = ""
    kind: str = "share"
    """`share` (0 to 1), or `words`, `ms`."""

    def shown(self) -> str:
        if self.value is None:
            return "—"
        return f"{self.value:.3f}" if self.kind == "share" else f"{self.value:.0f}"


@dataclass(frozen=True)
class Report:
    """All outcomes of one set of questions, with what produced them."""

    name: str
    outcomes: tuple[Outcome, ...]
    produced_by: dict[str, Any]
    """Snapshot, encoder, engine, version, numbers of documents and passages."""

    @property
    def answerable(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.question.answerable]

    @property
    def unanswerable(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if not outcome.question.answerable]

    def outcome(self, question_id: str) -> Outcome:
        """Raises KeyError for a question that was not asked."""
        for outcome in self.outcomes:
            if outcome.question.id == question_id:
                return outcome
        raise KeyError(question_id)

    def answers(self) -> dict[str, Measure]:
        """The measures of the answers; aims from the project's own definition of good."""
        with_facts = [o for o in self.answerable if o.facts_found or o.facts_missing]
        shown = [o for o in self.answerable if not o.silent]
        exact = [flag for o in self.outcomes for flag in o.quotes_exact]
        verified = [flag for o in self.outcomes for flag in o.verified]
        found = sum(len(o.facts_found) for o in with_facts)
        wanted = found + sum(len(o.facts_missing) for o in with_facts)
        recall = found / wanted if wanted else None
        right = share_of([o.fully_right for o in with_facts])
        false_answers = share_of([o.false_answer for o in self.unanswerable])
        silences = share_of([o.false_silence for o in self.answerable])
        lengths = [o.words for o in shown]
        times = [o.answer.timings_ms.total for o in self.outcomes]
        return {
            "fact_recall": Measure("expected facts found in the answer", recall, wanted, "≥ 0.95"),
            "fully_right": Measure("questions with every fact", right, len(with_facts), "≥ 0.90"),
            "false_silence": Measure("answerable questions left silent", silences, len(self.answerable), "≤ 0.05"),
            "false_answers": Measure(
                "unanswerable questions answered", false_answers, len(self.unanswerable), "≤ 0.05"
            ),
            "words_median": Measure("words, median", percentile(lengths, 0.5), len(lengths), "≤ 60", "words"),
            "words_p95": Measure("words, 95th percentile", percentile(lengths, 0.95), len(lengths), "≤ 150", "words"),
            "quotes_exact": Measure("quotes exact", share_of(exact), len(exact), "1.000"),
            "support": Measure("sentences verified", share_of(verified), len(verified), "≥ 0.98"),
            "milliseconds": Measure("ms per answer, median", percentile(times, 0.5), len(times), "≤ 350", "ms"),
        }

    def robustness(self) -> dict[str, Measure]:
        """Whether the search holds on follow-ups, and on noisy twins (ids with a `+`) beside their originals."""
        ours = [o for o in self.outcomes if o.relevant and OURS in o.rankings]
        hits = {o.question.id: hit_at(3, o.rankings[OURS].documents, o.relevant) for o in ours}
        follow_ups = [hits[o.question.id] for o in ours if o.question.history]
        noisy = [hit for identity, hit in hits.items() if "+" in identity]
        originals = {identity.split("+")[0] for identity in hits if "+" in identity}
        clean = mean(hits[identity] for identity in originals if identity in hits)
        kept = (mean(noisy) or 0.0) / clean if noisy and clean else None
        return {
            "follow_ups": Measure("hit@3 of follow-ups", mean(follow_ups), len(follow_ups), "≥ 0.90"),
            "noisy_twins": Measure("hit@3 of noisy twins over clean", kept, len(noisy), "≥ 0.95"),
        }

    def searches(self) -> dict[str, dict[str, float | None]]:
        """For each search, the assistant's first: hit@1, hit@3, hit@10, MRR, nDCG@10 over the questions whose
        document is indexed; exact@1 and exact@3 (a wording of the answer stands in the top passages) over
        those that have one."""
        names = dict.fromkeys(name for outcome in self.outcomes for name in outcome.rankings)
        return {name: _search_measures(self.outcomes, name) for name in names}

    def to_json(self) -> dict[str, Any]:
        """The measures and what became of each question, as plain JSON values."""
        return {
            "set": self.name,
            "produced_by": self.produced_by,
            "questions": len(self.outcomes),
            "answers": {key: {"value": m.value, "count": m.count} for key, m in self.answers().items()},
            "robustness": {key: {"value": m.value, "count": m.count} for key, m in self.robustness().items()},
            "searches": self.searches(),
            "by_category": {k: row_of(v) for k, v in self.groups(lambda o: o.question.category).items()},
            "by_style": {k: row_of(v) for k, v in self.groups(lambda o: o.question.style).items()},
            "outcomes": [_outcome_json(outcome) for outcome in self.outcomes],
        }

    def save(self, path: Path) -> None:
        """Writes the JSON report, and its folder where there is none. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.to_json(), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")

    def groups(self, key: Callable[[Outcome], str]) -> dict[str, list[Outcome]]:
        """Outcomes by what `key` says of them, in the order it is first met; nothing said is "—"."""
        groups: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in self.outcomes:
            groups[key(outcome) or "—"].append(outcome)
        return dict(groups)


def _search_measures(outcomes: Iterable[Outcome], name: str) -> dict[str, float | None]:
    ranked = [o for o in outcomes if name in o.rankings]
    measured = [(o.rankings[name].documents, o.relevant) for o in ranked if o.relevant]
    worded = [o.rankings[name] for o in ranked if o.question.answers]
    return {
        "hit@1": mean(hit_at(1, *pair) for pair in measured),
        "hit@3": mean(hit_at(3, *pair) for pair in measured),
        "hit@10": mean(hit_at(10, *pair) for pair in measured),
        "MRR": mean(reciprocal_rank(*pair) for pair in measured),
        "nDCG@10": mean(ndcg_at(10, *pair) for pair in measured),
        "exact@1": mean(_contained(ranking, 1) for ranking in worded),
        "exact@3": mean(_contained(ranking, 3) for ranking in worded),
    }


def _contained(ranking: Ranking, k: int) -> float:
    return float(ranking.containment is not None and ranking.containment <= k)


def row_of(outcomes: Sequence[Outcome]) -> dict[str, float | int | None]:
    """The measures that are compared between groups of questions."""
    report = Report("", tuple(outcomes), {})
    answers = report.answers()
    ours = report.searches().get(OURS, {})
    return {
        "questions": len(outcomes),
        "fact_recall": answers["fact_recall"].value,
        "fully_right": answers["fully_right"].value,
        "false_silence": answers["false_silence"].value,
        "false_answers": answers["false_answers"].value,
        "words_median": answers["words_median"].value,
        "hit@1": ours.get("hit@1"),
        "hit@3": ours.get("hit@3"),
    }


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.question.id,
        "question": outcome.question.question,
        "status": outcome.answer.status.value,
        "understood_as": outcome.answer.understood_as,
        "answer": outcome.answer.answer,
        "words": outcome.words,
        "facts_found": list(outcome.facts_found),
        "facts_missing": list(outcome.facts_missing),
        "fully_right": outcome.fully_right,
        "false_answer": outcome.false_answer,
        "false_silence": outcome.false_silence,
        "quotes_exact": list(outcome.quotes_exact),
        "relevant": sorted(outcome.relevant),
        "rankings": {
            name: {"documents": list(ranking.documents[:10]), "containment": ranking.containment}
            for name, ranking in outcome.rankings.items()
        },
        "ms": outcome.answer.timings_ms.total,
    }
