"""What a language model cost and what stood of it is counted, once for each time it was asked."""

from __future__ import annotations

import datetime as dt

from assistant.schema import Answer, AnswerStatus, Generation, Intent, Receipt, Timings
from assistant.service.usage_metrics import Metrics


def answered(generation: Generation | None) -> Answer:
    return Answer(
        id="20261122T101500-0000000000000000", question="Combien ?", status=AnswerStatus.ANSWERED, engine="generative",
        intent=Intent.FIGURES, answer="183.", sentences=[], citations=[], missing=[], suggestions=[],
        as_of=dt.date(2026, 11, 22), understood_as="Combien ?", timings_ms=Timings(),
        receipt=Receipt(snapshot="s", encoder="e", engine="generative", version="0", generation=generation),
    )  # fmt: skip


def shown(metrics: Metrics) -> list[str]:
    return [line for line in metrics.exposition("")[0].decode().splitlines() if line.startswith("assistant_model_")]


def test_sentences_tokens_and_fallbacks_are_counted() -> None:
    metrics = Metrics()
    wrote = Generation(model="m", produced=5, verified=3, repaired=1, dropped=2, prompt_tokens=180, completion_tokens=28)
    metrics.answered(answered(wrote), "api")
    metrics.answered(answered(Generation(model="m", fallback="timeout")), "api")
    lines = shown(metrics)
    for expected in (
        'assistant_model_sentences_total{outcome="produced"} 5.0',
        'assistant_model_sentences_total{outcome="verified"} 3.0',
        'assistant_model_sentences_total{outcome="repaired"} 1.0',
        'assistant_model_sentences_total{outcome="dropped"} 2.0',
        'assistant_model_tokens_total{kind="prompt"} 180.0',
        'assistant_model_tokens_total{kind="completion"} 28.0',
        'assistant_model_fallbacks_total{reason="timeout"} 1.0',
    ):
        assert expected in lines


def test_an_answer_given_again_or_without_a_model_costs_nothing() -> None:
    metrics = Metrics()
    metrics.answered(answered(Generation(model="m", produced=5, prompt_tokens=180, cached=True)), "api")
    metrics.answered(answered(None), "api")
    assert not any("{" in line for line in shown(metrics))
