"""From what was decided to the answer object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.compose.assembly import Assembled, assemble
from assistant.compose.draft import Draft
from assistant.engine.lookup import Drafted
from assistant.engine.receipt_ids import new_id
from assistant.engine.request import Request
from assistant.engine.suggestions import suggest
from assistant.generation.proven_writing import Outcome
from assistant.question.question import Question
from assistant.question.refusal import Refusal
from assistant.reading import silence
from assistant.schema import Answer, AnswerStatus, Citation, Intent, Receipt, Sentence
from assistant.search.retriever import Hit
from assistant.version import program_version
from index.language.sentence_forms import Form
from index.language.text import Text

ENGINE = "extractive"


class AnswerBuilder:
    """Builds the answer to one request, and notes why where it is a silence."""

    def __init__(self, request: Request, encoder: str, reader: str | None) -> None:
        """`encoder`, `reader`: their fingerprints; None where nothing reads."""
        self._request = request
        self._encoder = encoder
        self._reader = reader or "off"

    def refused(self, question: Question, refusal: Refusal) -> Answer:
        self._request.trace.note("refusal", by=refusal.name.lower())
        return self._silent(question, AnswerStatus.REFUSED, Intent.HOSTILE, refusal.value)

    def greeted(self, question: Question) -> Answer:
        self._request.trace.note("silence", by="reading", why="une salutation, et rien à chercher")
        return self._silent(question, AnswerStatus.ANSWERED, Intent.GREETING, self._request.live.snapshot.programme.greeting)

    def known_silence(self, question: Question, draft: Draft) -> Answer:
        """Where a composer knows that there is no answer."""
        self._request.trace.note(
            "silence", by="composer", why="la forme de réponse retenue sait que les documents ne le disent pas"
        )
        return self._silent(question, AnswerStatus.ABSTAINED, question.intent, draft.silence, missing=[question.text])

    def not_known(self, question: Question, drafted: Drafted) -> Answer:
        """Where the documents do not answer, or nothing of what was drafted is proven."""
        hits, selection = drafted.hits, self._request.selection
        # What filters leave says nothing of what the corpus is about.
        outside = selection is None and drafted.far and silence.is_out_of_scope(question, hits, drafted.cover)
        self._note_unknown(drafted, outside=outside)
        if drafted.near is not None and not outside:
            return self._near(question, assemble(drafted.near, self._request.as_of), hits)
        text, missing = silence.not_known(question, hits, outside=outside)
        if selection is not None:
            text = f"{text} {selection.told}"
        intent = Intent.OUT_OF_SCOPE if outside else question.intent
        suggestions = [] if outside else suggest(question, hits)
        return self._silent(question, AnswerStatus.ABSTAINED, intent, text, missing=missing, suggestions=suggestions)

    def _near(self, question: Question, assembled: Assembled, hits: Sequence[Hit]) -> Answer:
        """What comes near, marked as not answering."""
        return self._answer(
            question, status=AnswerStatus.NEAR, engine=ENGINE, intent=question.intent, sentences=[], near=assembled.sentences,
            answer=f"{silence.NEAR_LEAD} {assembled.text}", citations=assembled.citations,
            missing=[silence.lacking(question)], suggestions=suggest(question, hits),
        )  # fmt: skip

    def _note_unknown(self, drafted: Drafted, *, outside: bool) -> None:
        judged = drafted.draft is None
        why = "preuves trop faibles" if judged else "aucune phrase rédigée n'est prouvée"
        if outside:
            why += ", et rien de la question n'est du domaine"
        self._request.trace.note("silence", by="judgement" if judged else "proof", why=why)

    def answered(
        self, question: Question, drafted: Drafted, draft: Draft, assembled: Assembled, outcome: Outcome | None
    ) -> Answer:
        """The sentences that stand. `outcome`: what a model wrote, None where the extractive engine did."""
        missing = [*draft.missing, *(s.text for s in assembled.sentences if Form.UNDISCLOSED in Text(s.text).forms)]
        if outcome is not None and outcome.missing and not missing:
            missing = [silence.partly_known(question)]
        cited = {citation.document_id for citation in assembled.citations}
        return self._answer(
            question,
            status=AnswerStatus.PARTIAL if missing or assembled.dropped else AnswerStatus.ANSWERED,
            engine="generative" if outcome is not None else ENGINE,
            intent=question.intent,
            answer=assembled.text,
            sentences=[_judged(sentence, assembled.citations, drafted.answers) for sentence in assembled.sentences],
            citations=assembled.citations,
            missing=missing,
            suggestions=suggest(question, drafted.hits, cited),
        )

    def _silent(
        self,
        question: Question,
        status: AnswerStatus,
        intent: Intent,
        text: str,
        *,
        missing: Sequence[str] = (),
        suggestions: Sequence[str] = (),
    ) -> Answer:
        return self._answer(
            question, status=status, engine=ENGINE, intent=intent, answer=text, sentences=[], citations=[],
            missing=list(missing), suggestions=list(suggestions),
        )  # fmt: skip

    def _answer(self, question: Question, **fields: Any) -> Answer:
        request = self._request
        receipt = Receipt(
            snapshot=request.live.snapshot.id, encoder=self._encoder,
            reader="off" if request.trace.unread else self._reader, engine=ENGINE, version=program_version(),
        )
        return Answer(
            id=new_id(), question=question.asked, as_of=request.as_of, understood_as=question.text, receipt=receipt,
            timings_ms=request.clock.timings(), **fields,
        )  # fmt: skip


def _judged(
    sentence: Sentence, citations: Sequence[Citation], answers: Mapping[tuple[str, int], float]
) -> Sentence:
    """The sentence with how likely what it quotes answers, where it was read."""
    used = [(citation.document_id, citation.start) for citation in citations if citation.n in sentence.citations]
    judged = [answers[key] for key in used if key in answers]
    return sentence.model_copy(update={"answers": round(max(judged), 3)}) if judged else sentence
