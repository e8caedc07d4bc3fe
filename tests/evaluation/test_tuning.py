"""What the searches over weights find, and that they repeat."""

from __future__ import annotations

import ast
import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from assistant.compose.extraction import SELECTION, extract
from assistant.reading.candidates import FEATURES, WEIGHTS
from assistant.search.retriever import Weights
from evaluation import passage_tuning, sentence_tuning
from evaluation.development import DevelopmentSet
from evaluation.fitting import Tuner, by_group, folds, local_search
from evaluation.tuning import main
from index.storage.snapshot import Snapshot

DAY = dt.date(2026, 1, 1)
QUESTIONS = (
    {"id": "a1", "question": "Combien d'années durent les prêts ?", "expected": ["40 ans"], "documents": ["prets"]},
    {"id": "a2", "question": "Combien de territoires compte la phase 2 ?", "expected": ["183"], "documents": ["phase-2"]},
    {"id": "a3", "question": "Quand le programme a-t-il été lancé ?", "expected": ["22 novembre 2018"], "documents": ["lancement"]},
    {"id": "n1", "question": "Donne-moi la recette du gratin dauphinois.", "answerable": False},
)  # fmt: skip


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("set") / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in QUESTIONS), "utf-8")
    return file


@pytest.fixture(scope="module")
def development(snapshot: Snapshot, questions: Path) -> DevelopmentSet:
    return DevelopmentSet.open(snapshot.folder.parent.parent, questions, DAY)


@dataclass(frozen=True)
class Point:
    """A sample whose value is highest at `place`."""

    group: str
    key: str
    place: float

    def value(self, at: float) -> float:
        return -abs(at - self.place)


def step(at: float, generator: np.random.Generator) -> float:
    return at + generator.normal() * 0.3


def test_the_search_climbs_and_repeats_with_its_seed() -> None:
    def climb(seed: int) -> float:
        return local_search(0.0, step, Point("g", "k", 2.0).value, 200, seed)

    assert climb(1) == pytest.approx(2.0, abs=0.1)
    assert climb(1) == climb(1) != climb(2)


def test_the_search_keeps_its_start_where_nothing_is_better() -> None:
    assert local_search(2.0, step, Point("g", "k", 2.0).value, 50, 0) == 2.0


def test_folds_cover_everything_once_and_split_no_key() -> None:
    keys = [f"c{number // 2}" for number in range(14)]
    parts = folds(keys, 3, seed=4)
    assert sorted(n for part in parts for n in part) == list(range(14))
    for part in parts:
        outside = {keys[n] for n in range(14) if n not in part}
        assert outside.isdisjoint(keys[n] for n in part)
    assert parts == folds(keys, 3, seed=4) != folds(keys, 3, seed=5)


def test_every_set_weighs_the_same_whatever_its_size() -> None:
    many = [Point("many", str(n), 0.0) for n in range(9)]
    assert by_group([*many, Point("few", "x", 1.0)], lambda p: p.value(1.0)) == {"many": -1.0, "few": 0.0}


def test_a_set_is_not_sacrificed_to_the_others() -> None:
    samples = [*(Point(f"g{n}", str(n), 2.0) for n in range(3)), Point("other", "x", -2.0)]
    assert Tuner(samples, Point.value, step, steps=100).fit(0.0) == pytest.approx(0.0, abs=0.05)


def test_over_fitting_shows_on_the_questions_held_out() -> None:
    """Each question wants another value, so what is fitted on some is worth less on the others."""
    samples = [Point("g", str(n), float(place)) for n, place in enumerate((-3, 3, -3, 3, 3, -3, 3))]
    tuner: Tuner[Point, float] = Tuner(samples, lambda s, at: s.value(at), step, steps=100)
    fitted, comparison = tuner.compare(0.0, count=7)
    assert comparison.seen["g"] > comparison.shipped["g"]
    assert comparison.held_out["g"] < comparison.seen["g"]
    assert tuner.compare(0.0, count=7)[0] == fitted


def passage_sample(number: int) -> passage_tuning.Sample:
    """Two documents: keywords tell the right one, passage similarity the wrong one."""
    evidence = np.zeros((2, len(passage_tuning.NAMES)))
    evidence[0, passage_tuning.NAMES.index("passage")] = 0.6
    evidence[1, passage_tuning.NAMES.index("keywords")] = 0.9
    return passage_tuning.Sample("g", str(number), evidence, ("wrong", "right"), frozenset({"right"}))


def test_evidence_that_tells_the_right_document_gains_weight() -> None:
    samples = [passage_sample(n) for n in range(4)]
    tuner = Tuner(samples, passage_tuning.value, passage_tuning.propose, steps=60)
    wrong = Weights(passage=0.35, keywords=0.2)  # near enough to the turning point for small steps
    fitted, comparison = tuner.compare(wrong, count=2)
    assert fitted.keywords / fitted.passage > wrong.keywords / wrong.passage
    assert comparison.shipped["g"] < comparison.held_out["g"] == 1.0


def test_proposed_weights_are_shares_of_the_same_whole() -> None:
    generator = np.random.default_rng(0)
    weights, total = Weights(), sum(vars(Weights()).values())
    for _ in range(50):
        weights = passage_tuning.propose(weights, generator)
        assert min(vars(weights).values()) >= 0.0
        assert sum(vars(weights).values()) == pytest.approx(total)


def test_ablations_leave_out_one_kind_of_evidence_at_a_time() -> None:
    parts = passage_tuning.ablations(Weights())
    assert parts["all"] == Weights()
    assert parts["without title and opening"] == Weights(title=0.0, opening=0.0)
    assert sum(vars(parts["document alone"]).values()) == parts["document alone"].document == 1.0


def test_collected_evidence_ranks_as_the_retriever_does(development: DevelopmentSet) -> None:
    samples = passage_tuning.collect(development)
    readings = [r for r in development.readings() if r.asked.answerable]
    assert [s.key for s in samples] == [r.key for r in readings] == ["a1", "a2", "a3"]
    for sample, reading in zip(samples, readings, strict=True):
        assert sample.ranked(Weights()) == [hit.document.id for hit in development.hits(reading, k=1000)]


def test_shipped_sentences_are_those_the_assistant_extracts(development: DevelopmentSet) -> None:
    samples = sentence_tuning.collect(development)
    assert len(samples) == 3
    for sample in samples:
        drafted = extract(sample.question, sample.candidates)
        assert sample.answer(sentence_tuning.SHIPPED) == " ".join(s.text for s in drafted.sentences)


def test_a_word_has_its_price_and_a_fact_its_worth(development: DevelopmentSet) -> None:
    sample = sentence_tuning.collect(development)[0]
    answer = sample.answer(sentence_tuning.SHIPPED)
    assert sentence_tuning.recall(answer, ["40 ans", "50 ans"]) == 0.5
    expected = 1.0 - sentence_tuning.WORD_PRICE * len(answer.split())
    assert sentence_tuning.value(sample, sentence_tuning.SHIPPED) == pytest.approx(expected)


def test_proposed_policies_stay_within_bounds_and_leave_what_is_shipped_alone() -> None:
    before = dict(WEIGHTS)
    generator = np.random.default_rng(0)
    policy = sentence_tuning.SHIPPED
    for _ in range(100):
        policy = sentence_tuning.propose(policy, generator)
        assert 0.4 <= policy.selection.close <= 0.95
        assert 2 <= policy.selection.most <= 6
    assert policy.selection != SELECTION
    assert dict(WEIGHTS) == before


def test_printed_policies_parse_back() -> None:
    policy = sentence_tuning.propose(sentence_tuning.SHIPPED, np.random.default_rng(0))
    weights = ast.parse(sentence_tuning.pasted(policy)).body[0]
    assert isinstance(weights, ast.Assign)
    assert ast.literal_eval(weights.value) == {name: round(policy.weights[name], 3) for name in FEATURES}


@pytest.mark.parametrize("what", ["passages", "sentences"])
def test_a_seeded_run_repeats(
    what: str, snapshot: Snapshot, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [what, str(snapshot.folder.parent.parent), str(questions), "--steps", "3", "--as-of", "2026-01-01"]
    assert main(arguments) == 0
    first = capsys.readouterr().out
    assert "fitted, held out" in first
    assert main(arguments) == 0
    assert capsys.readouterr().out == first


@pytest.mark.parametrize("what", ["passages", "sentences"])
def test_a_set_without_an_answer_cannot_be_tuned_on(
    what: str, snapshot: Snapshot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "none.jsonl"
    file.write_text(json.dumps(QUESTIONS[-1]), "utf-8")
    assert main([what, str(snapshot.folder.parent.parent), str(file)]) == 1
    assert "judged" in capsys.readouterr().err
