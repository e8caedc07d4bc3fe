"""What is measured of a running service, in Prometheus' form. Labels take few values, none of them a caller's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from assistant.compose.tally import UNPROVEN
from assistant.schema import Answer, Generation, Timings
from index.encoder.encoder_card import EncoderError
from index.errors import SnapshotError

if TYPE_CHECKING:
    from assistant.journal import Journal
    from assistant.service.answering_protocol import Answering

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_STAGE_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics:
    """The metrics of one application, in a registry of its own. Thread-safe."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "assistant_http_requests", "Requests by route, method and status (0: the client left).",
            ("route", "method", "status"), registry=self._registry,
        )  # fmt: skip
        self._latency = Histogram(
            "assistant_http_request_seconds", "Time to the end of the response, by route.",
            ("route",), buckets=_REQUEST_S, registry=self._registry,
        )  # fmt: skip
        self._answers = Counter(
            "assistant_answers", "Answers by door, status (answered, partial, near, abstained, refused) and engine.",
            ("door", "status", "engine"), registry=self._registry,
        )  # fmt: skip
        self._stages = Histogram(
            "assistant_answer_stage_seconds", "Time of an answer's stages, and their total.",
            ("stage",), buckets=_STAGE_S, registry=self._registry,
        )  # fmt: skip
        self._sentences = Counter(
            "assistant_model_sentences", "Sentences of a language model: produced, verified, repaired, dropped.",
            ("outcome",), registry=self._registry,
        )  # fmt: skip
        self._tokens = Counter(
            "assistant_model_tokens", "Tokens as the model's endpoint counts them.", ("kind",), registry=self._registry
        )
        self._fallbacks = Counter(
            "assistant_model_fallbacks", "Answers given without the model that was asked, by reason.",
            ("reason",), registry=self._registry,
        )  # fmt: skip

    def watch(self, assistant: Answering, journal: Journal) -> None:
        """Adds what is read off the assistant and the journal at each scrape."""
        self._registry.register(_Watch(assistant, journal))

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request; a method that HTTP does not know counts as "other"."""
        self._requests.labels(route, method if method in _METHODS else "other", str(status)).inc()
        self._latency.labels(route).observe(seconds)

    def answered(self, answer: Answer, door: str) -> None:
        """Counts an answer and the time of its stages; a stage that was not reached has none."""
        self._answers.labels(door, answer.status.value, answer.engine).inc()
        for stage in Timings.model_fields:
            milliseconds = getattr(answer.timings_ms, stage)
            if milliseconds:
                self._stages.labels(stage).observe(milliseconds / 1000)
        if answer.receipt.generation is not None and not answer.receipt.generation.cached:
            self._generated(answer.receipt.generation)

    def _generated(self, generation: Generation) -> None:
        for outcome in ("produced", "verified", "repaired", "dropped"):
            self._sentences.labels(outcome).inc(getattr(generation, outcome))
        self._tokens.labels("prompt").inc(generation.prompt_tokens or 0)
        self._tokens.labels("completion").inc(generation.completion_tokens or 0)
        if generation.fallback is not None:
            self._fallbacks.labels(generation.fallback).inc()

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """(everything, its media type) in the form of Prometheus' that an `Accept` header asks for, text by default."""
        encode, media_type = choose_encoder(accept)
        return encode(self._registry), media_type


class _Watch(Collector):
    """Read at each scrape rather than written at each change."""

    def __init__(self, assistant: Answering, journal: Journal) -> None:
        self._assistant = assistant
        self._journal = journal

    def describe(self) -> list[Metric]:
        """Nothing: registering must not open an index."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily(
            "assistant_verification_failures", "Drafted sentences that their quotes did not prove.", UNPROVEN.total
        )
        receipts = CounterMetricFamily(
            "assistant_journal_receipts", "Answers whose receipt was stored, or was not in time.", labels=["outcome"]
        )
        receipts.add_metric(["stored"], self._journal.stored)
        receipts.add_metric(["lost"], self._journal.lost)
        yield receipts
        ready = GaugeMetricFamily("assistant_ready", "1 when questions can be answered, else 0.")
        try:
            manifest = self._assistant.snapshot.manifest
        except (SnapshotError, EncoderError):
            ready.add_metric([], 0)
            yield ready
            return
        ready.add_metric([], 1)
        yield ready
        age = (dt.datetime.now(dt.UTC) - manifest.created_on).total_seconds()
        yield GaugeMetricFamily("assistant_snapshot_age_seconds", "Age of the index in service.", age)
        yield GaugeMetricFamily("assistant_documents", "Documents of the index in service.", manifest.counts.documents)
