"""Fits `assistant.reading.abstention.Calibration`: how likely it is that the evidence found answers the question.

`python -m evaluation.calibration DATA QUESTIONS.jsonl [DATA QUESTIONS.jsonl …] [--json FILE]`

Each question gives one sample: its `Evidence`, and whether the index answers it. Questions that are declined whatever
is found are left out. An answerable question gives a second sample, unanswerable and of little weight: its evidence
in the index without the documents that answer it. There are few questions written to have no answer, and those are
of few kinds.

The model is a logistic regression (scikit-learn, L2) over standardised evidence. In each set the answerable and the
unanswerable samples weigh the square root of their number, so that a set of five hundred questions does not drown one
of fifty. Printed: the weights to paste into `Calibration`; for each set the area under the ROC curve with the current
weights, with the fitted ones and with weights fitted without any question of that set's file; a reliability table; and
what each threshold would silence, rightly and wrongly. The threshold itself is a choice, made on that curve."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Group
from rich.table import Table

from assistant.reading.abstention import Calibration, Evidence
from evaluation.command import printed
from evaluation.development import add_arguments, new_parser, opened
from evaluation.evidence import FEATURES, Sample, collect
from evaluation.fitting import folds
from evaluation.judging.jsonl import JsonLinesError
from index.errors import SnapshotError

REMOVED_WEIGHT = 0.05
"""Of a sample whose documents were taken out, beside one of a real question: other documents may well answer it."""
STRENGTH = 1.0
"""scikit-learn's C, inverse of the regularisation."""
ENOUGH = 25
"""Samples of each label in which evidence that is mostly absent must be present for its weight to be fitted."""
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(21))
BINS = 10


def fit(samples: Sequence[Sample], current: Calibration | None = None, strength: float = STRENGTH) -> Calibration:
    """The calibration fitted to the samples, with the threshold of `current`.

    Evidence that does not vary, and evidence present in too few samples (`ENOUGH`), keeps its weight of `current`;
    samples that have the latter are left out of the fit, since it is what decides them. Raises ValueError where all
    samples have one label."""
    from sklearn.linear_model import LogisticRegression

    current = current or Calibration()
    rare = rare_features(samples)
    kept = [sample for sample in samples if not any(getattr(sample.evidence, name) for name in rare)]
    labels = np.array([sample.answerable for sample in kept])
    if len(set(labels.tolist())) < 2:
        raise ValueError("answerable and unanswerable questions are both needed to tell them apart")
    rows = np.array([sample.row for sample in kept])
    centre, spread = rows.mean(axis=0), rows.std(axis=0)
    varying = np.flatnonzero(spread > 1e-9)
    model = LogisticRegression(C=strength, max_iter=3000)
    model.fit((rows[:, varying] - centre[varying]) / spread[varying], labels, sample_weight=_weights(kept))
    weights = {name: float(getattr(current.weights, name)) for name in FEATURES}
    fitted = model.coef_[0] / spread[varying]
    weights |= {FEATURES[i]: float(weight) for i, weight in zip(varying, fitted, strict=True)}
    bias = float(model.intercept_[0] - fitted @ centre[varying])
    # What does not vary but weighs is taken back from the bias.
    bias -= sum(weights[name] * centre[i] for i, name in enumerate(FEATURES) if i not in varying)
    return replace(current, weights=Evidence(**weights), bias=bias)


def rare_features(samples: Iterable[Sample]) -> tuple[str, ...]:
    """Evidence that is 0 or 1, and 1 in fewer than `ENOUGH` real questions of one label."""
    asked = [sample for sample in samples if not sample.removed]
    rare = []
    for name in FEATURES:
        present = [sample.answerable for sample in asked if getattr(sample.evidence, name) == 1.0]
        binary = all(getattr(sample.evidence, name) in (0.0, 1.0) for sample in asked)
        if binary and present and min(sum(present), len(present) - sum(present)) < ENOUGH:
            rare.append(name)
    return tuple(rare)


def _weights(samples: Sequence[Sample]) -> NDArray[np.float64]:
    """`(n,)`, of mean 1: each label of each set weighs the square root of its number of samples."""
    keys = [(sample.group, sample.answerable, sample.removed) for sample in samples]
    counts = {key: keys.count(key) for key in set(keys)}
    weights = np.array([(REMOVED_WEIGHT if key[2] else 1.0) / np.sqrt(counts[key]) for key in keys])
    return weights / weights.mean()


def held_out_probabilities(samples: Sequence[Sample], seed: int = 0) -> NDArray[np.float64]:
    """`(n,)`: for each sample the probability by a calibration that saw no question of its file; with a single file,
    none of its fifth of the questions. NaN where what is left has one label only."""
    files = sorted({sample.file for sample in samples})
    if len(files) > 1:
        parts = [[n for n, sample in enumerate(samples) if sample.file == file] for file in files]
    else:
        parts = folds([sample.key for sample in samples], 5, seed)
    found = np.full(len(samples), np.nan)
    for part in parts:
        held = set(part)
        others = [sample for n, sample in enumerate(samples) if n not in held]
        try:
            calibration = fit(others)
        except ValueError:  # one label only: these stay unknown
            continue
        for n in part:
            found[n] = calibration.probability(samples[n].evidence)
    return found


def probabilities(samples: Iterable[Sample], calibration: Calibration) -> NDArray[np.float64]:
    """`(n,)`: the probability of each sample."""
    return np.array([calibration.probability(sample.evidence) for sample in samples])


def area(answerable: Sequence[bool], scores: NDArray[np.float64]) -> float | None:
    """Area under the ROC curve; None where all have one label or a score is missing."""
    from sklearn.metrics import roc_auc_score

    if len(set(answerable)) < 2 or np.isnan(scores).any():
        return None
    return float(roc_auc_score(answerable, scores))


@dataclass(frozen=True)
class Bin:
    """The real questions whose probability lies between `low` and `high`."""

    low: float
    high: float
    questions: int
    expected: float | None
    """Mean probability; None of no question."""
    observed: float | None
    """Share that is answerable, each question weighing what it weighs in the fit."""


def reliability(samples: Sequence[Sample], scores: NDArray[np.float64]) -> list[Bin]:
    """Expected against observed, in ten bins, over the real questions that have a probability."""
    known = [n for n, sample in enumerate(samples) if not sample.removed and not np.isnan(scores[n])]
    asked, scores = [samples[n] for n in known], scores[known]
    weights = _weights(asked)
    truth = np.array([float(sample.answerable) for sample in asked])
    number = np.minimum((scores * BINS).astype(int), BINS - 1)
    bins = []
    for n in range(BINS):
        inside = number == n
        count = int(inside.sum())
        expected = float(np.average(scores[inside], weights=weights[inside])) if count else None
        observed = float(np.average(truth[inside], weights=weights[inside])) if count else None
        bins.append(Bin(n / BINS, (n + 1) / BINS, count, expected, observed))
    return bins


@dataclass(frozen=True)
class Point:
    """What one threshold silences: shares by set, and by kind of question where a set has several."""

    threshold: float
    false_silence: dict[str, float]
    """Of the answerable questions."""
    right_silence: dict[str, float]
    """Of the unanswerable ones."""


def curve(samples: Sequence[Sample], scores: NDArray[np.float64]) -> list[Point]:
    """The trade-off, at every threshold of `THRESHOLDS`; both shares rise with the threshold."""
    answerable: dict[str, list[float]] = {}
    unanswerable: dict[str, list[float]] = {}
    for sample, score in zip(samples, scores.tolist(), strict=True):
        if not sample.removed and not np.isnan(score):
            names = {sample.group, f"{sample.group} ({sample.kind})"} if sample.answerable else {sample.group}
            for name in names:
                (answerable if sample.answerable else unanswerable).setdefault(name, []).append(score)
    answerable = {name: listed for name, listed in sorted(answerable.items()) if not _is_whole(name, answerable)}

    def below(listed: dict[str, list[float]], threshold: float) -> dict[str, float]:
        return {name: sum(score < threshold for score in scores) / len(scores) for name, scores in listed.items()}

    return [Point(t, below(answerable, t), below(unanswerable, t)) for t in THRESHOLDS]


def _is_whole(name: str, listed: dict[str, list[float]]) -> bool:
    """True for a kind that is its whole set."""
    group = name.rpartition(" (")[0]
    return group in listed and len(listed[group]) == len(listed[name])


def pasted(calibration: Calibration) -> str:
    """The fields of `Calibration` as source text."""
    weights = "".join(f"    {name}={getattr(calibration.weights, name):.2f},\n" for name in FEATURES)
    return (
        f"weights: Evidence = Evidence(\n{weights})\n"
        f"bias: float = {calibration.bias:.2f}\nthreshold: float = {calibration.threshold:g}"
    )


@dataclass(frozen=True)
class Report:
    """Everything the script has to say."""

    samples: Sequence[Sample]
    current: Calibration
    fitted: Calibration
    held_out: NDArray[np.float64]

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> Report:
        """Raises ValueError where answerable or unanswerable questions are missing."""
        return cls(samples, Calibration(), fit(samples), held_out_probabilities(samples))

    def areas(self) -> dict[str, dict[str, Any]]:
        """By set: numbers of samples and areas under the curve, of the real questions."""
        by_name = {
            "current": probabilities(self.samples, self.current),
            "fitted": probabilities(self.samples, self.fitted),
            "held_out": self.held_out,
        }
        rows = {}
        for group in dict.fromkeys(sample.group for sample in self.samples):
            inside = [n for n, s in enumerate(self.samples) if s.group == group and not s.removed]
            labels = [self.samples[n].answerable for n in inside]
            rows[group] = {
                "answerable": sum(labels),
                "unanswerable": len(labels) - sum(labels),
                "removed": sum(s.group == group and s.removed for s in self.samples),
                **{name: area(labels, scores[inside]) for name, scores in by_name.items()},
            }
        return rows

    def to_json(self) -> dict[str, Any]:
        current, fitted = (probabilities(self.samples, c) for c in (self.current, self.fitted))
        return {
            "weights": {name: getattr(self.fitted.weights, name) for name in FEATURES},
            "bias": self.fitted.bias,
            "kept": list(rare_features(self.samples)),
            "areas": self.areas(),
            "reliability": {
                name: [vars(row) for row in reliability(self.samples, scores)]
                for name, scores in (("current", current), ("fitted", fitted), ("held_out", self.held_out))
            },
            "curve": {
                name: [vars(point) for point in curve(self.samples, scores)]
                for name, scores in (("current", current), ("fitted", fitted), ("held_out", self.held_out))
            },
        }

    def text(self) -> str:
        """The tables, as a terminal shows them."""
        found = self.to_json()
        kept = ", ".join(found["kept"])
        note = f"# kept as set by hand, too few questions to fit them: {kept}\n" if kept else ""
        tables = [_area_table(found["areas"]), _reliability_table(found["reliability"])]
        tables += [_curve_table(name, found["curve"][name]) for name in ("current", "fitted")]
        return f"{pasted(self.fitted)}\n{note}{printed(Group(*tables))}"


def _area_table(rows: dict[str, dict[str, Any]]) -> Table:
    table = Table(title="Area under the ROC curve", caption="held out: fitted without the questions of that file")
    for heading in ("", *(key.replace("_", " ") for key in next(iter(rows.values())))):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, row in rows.items():
        table.add_row(name, *(_share(value) if not isinstance(value, int) else str(value) for value in row.values()))
    return table


def _reliability_table(found: dict[str, list[dict[str, Any]]]) -> Table:
    caption = "of the questions in a bin: their number, expected and observed share answerable"
    table = Table(title="Reliability", caption=caption)
    table.add_column("probability")
    for name in found:
        table.add_column(name.replace("_", " "), justify="right")
    for row in zip(*found.values(), strict=True):
        cells = (f"{b['questions']:4}  {_share(b['expected'])} → {_share(b['observed'])}" for b in row)
        table.add_row(f"{row[0]['low']:.1f}–{row[0]['high']:.1f}", *cells)
    return table


def _curve_table(name: str, points: list[dict[str, Any]]) -> Table:
    """Columns are numbered, and the numbers explained below: names of sets are long."""
    wrong, right = list(points[0]["false_silence"]), list(points[0]["right_silence"])
    legend = [f"✗{n} false silence, {g}" for n, g in enumerate(wrong, 1)]
    legend += [f"✓{n} silent on unanswerable, {g}" for n, g in enumerate(right, 1)]
    table = Table(title=f"Trade-off, {name} weights", caption="\n".join(legend), caption_justify="left")
    for heading in ("below", *(f"✗{n + 1}" for n in range(len(wrong))), *(f"✓{n + 1}" for n in range(len(right)))):
        table.add_column(heading, justify="right")
    for point in points:
        shares = [point["false_silence"][g] for g in wrong] + [point["right_silence"][g] for g in right]
        table.add_row(f"{point['threshold']:.2f}", *map(_share, shares))
    return table


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 failed, 2 wrong usage."""
    parser = new_parser("python -m evaluation.calibration", __doc__)
    add_arguments(parser)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write everything printed to this file")
    options = parser.parse_args(arguments)
    try:
        samples = [sample for development in opened(parser, options) for sample in collect(development)]
        report = Report.of(samples)
        print(report.text())
        if options.json is not None:
            options.json.write_text(json.dumps(report.to_json(), ensure_ascii=False, indent=1), "utf-8")
    except (JsonLinesError, SnapshotError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
