"""Writing: the model's stream cut into sentences, each proven before it is handed on, repaired once or dropped."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.compose.assembly import Assembled, Assembler
from assistant.compose.draft import DraftSentence
from assistant.generation import prompt_files
from assistant.generation.citation_proof import Proof, prove
from assistant.generation.client import ModelClient, Usage
from assistant.generation.excerpts import Excerpt, TokenCounter
from assistant.generation.failures import Failure, ModelError
from assistant.generation.masking import Mask
from assistant.generation.sentence_stream import SentenceCutter, Written
from assistant.schema import Citation, Sentence
from index.language.words import fold

ENOUGH = 0.6
"""Share of the sentences that must stand for the answer to be the model's."""
MOST_WORDS = 150
"""Words shown, after which the model is not listened to any longer."""
MOST_SENTENCES = 12
"""Sentences that the model may write, shown or not, before it is not listened to any longer."""
MOST_REPAIRS = 3
"""Calls for one answer: a model that fails more often is not worth its readers' time."""
_REPAIR_TOKENS = 120
_NOTHING = re.compile(r"\W*rien\W*$")


@dataclass
class Tally:
    """What became of the sentences of one answer, and what it cost."""

    produced: int = 0
    verified: int = 0
    repaired: int = 0
    dropped: int = 0
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class Shown:
    """A proven sentence with the citations it is the first to use."""

    sentence: Sentence
    citations: list[Citation]


@dataclass(frozen=True)
class Outcome:
    """All that stands, and whether the model said that something is missing."""

    assembled: Assembled
    missing: bool


class Writer:
    """Writes one answer."""

    def __init__(
        self,
        client: ModelClient,
        counter: TokenCounter,
        excerpts: Sequence[Excerpt],
        as_of: dt.date,
        mask: Mask,
        deadline: float,
        tally: Tally,
    ) -> None:
        self._client = client
        self._counter = counter
        self._excerpts = excerpts
        self._as_of = as_of
        self._mask = mask
        self._deadline = deadline
        self._assembler = Assembler(as_of)
        self._told: set[str] = set()
        self._words = 0
        self._tally = tally

    def write(self, question: str) -> Iterator[Shown | Outcome]:
        """Each proven sentence as it comes, repaired ones last, then the outcome.

        Raises ModelError: the endpoint failed, nothing was cited, or too little stands. What was handed on before is
        proven, but is no answer then."""
        failed: list[tuple[Written, Proof]] = []
        cited = missing = False
        for written in self._sentences(question):
            if written.missing:
                missing = True
                continue
            cited = cited or bool(written.numbers)
            self._tally.produced += 1
            proof = prove(written, self._excerpts)
            if proof:
                yield from self._shown(written, proof)
            else:
                failed.append((written, proof))
        if not cited:
            self._tally.dropped = self._tally.produced
            raise ModelError(Failure.UNCITED)
        for number, (written, proof) in enumerate(failed):
            repaired = self._repaired(written, proof) if number < MOST_REPAIRS else None
            if repaired is None:
                self._tally.dropped += 1
            else:
                self._tally.repaired += 1
                yield from self._shown(*repaired)
        if self._tally.verified < ENOUGH * self._tally.produced:
            raise ModelError(Failure.UNPROVEN)
        yield Outcome(self._assembler.assembled(), missing)

    def _sentences(self, question: str) -> Iterator[Written]:
        """The sentences of the stream, names put back, up to as many as a reader would take."""
        shown = [excerpt.shown(self._as_of, self._mask) for excerpt in self._excerpts]
        today = f"{self._as_of:%d/%m/%Y}"
        prompt = prompt_files.fill("rules", "question", today=today, excerpts=shown, question=self._mask.hide(question))
        usage = Usage()
        try:
            yield from self._cut(self._client.stream(prompt, self._client.endpoint.max_tokens, self._deadline, usage))
        finally:
            self._tally.usage.add(usage.prompt, usage.completion)
            self._counter.learn(prompt.characters, usage.prompt)

    def _cut(self, stream: Iterator[str]) -> Iterator[Written]:
        cutter = SentenceCutter()
        written = 0
        for piece in stream:
            for sentence in cutter.feed(piece):
                yield self._restored(sentence)
                written += 1
                if written >= MOST_SENTENCES or self._words >= MOST_WORDS:
                    return  # leaving the stream closes it
        for sentence in cutter.close():
            yield self._restored(sentence)

    def _restored(self, written: Written) -> Written:
        return Written(self._mask.show(written.text), written.numbers, written.missing)

    def _shown(self, written: Written, proof: Proof) -> Iterator[Shown]:
        """Hands a proven sentence on, unless it was already."""
        self._tally.verified += 1
        if fold(written.text) in self._told:
            return
        added = self._assembler.add(DraftSentence(written.text, proof.quotes))
        if added is not None:
            self._told.add(fold(written.text))
            self._words += len(written.text.split())
            yield Shown(*added)

    def _repaired(self, written: Written, proof: Proof) -> tuple[Written, Proof] | None:
        """The sentence as the model puts it right once told what is wrong, with its proof; None where it does not."""
        cited = [e for e in self._excerpts if e.number in written.numbers] or list(self._excerpts)
        prompt = prompt_files.fill(
            "rules",
            "repair",
            today=f"{self._as_of:%d/%m/%Y}",
            excerpts=[excerpt.shown(self._as_of, self._mask) for excerpt in cited],
            sentence=self._mask.hide(written.text),
            reasons=[self._mask.hide(finding.reason) for finding in proof.findings[:5]],
        )
        try:
            reply = self._client.complete(prompt, _REPAIR_TOKENS, self._deadline, self._tally.usage)
        except ModelError:
            return None  # one sentence less; what stands without it decides
        cutter = SentenceCutter()
        first = next(iter([*cutter.feed(reply), *cutter.close()]), None)
        again = self._restored(first) if first and not _NOTHING.match(fold(first.text)) else None
        found = prove(again, self._excerpts) if again and not again.missing else None
        return (again, found) if again and found else None
