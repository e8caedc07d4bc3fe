"""From the journal to what to write next: questions without a good answer, grouped; documents cited past their time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from assistant.engine.assistant import Assistant
from assistant.gaps.grouping import group
from assistant.journal import Journal, Reason, StoredReceipt
from assistant.schema import AnswerStatus, Intent, ValidityState
from assistant.search.retriever import Hit
from index.documents.document import Validity, validity_at
from index.records.registry import kinds
from index.storage.snapshot import Snapshot

MAX_QUESTIONS = 500
"""Distinct questions grouped at once, the most recent: each takes some 8 ms to encode."""
_TITLES = 64
"""Titles whose mean query stands for the corpus."""
_SHOWN = 5
"""Wordings, comments and answers shown of a group."""
_NEAREST = 3


class Reply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NearDocument(Reply):
    """Un document proche d'une question sans réponse."""

    document_id: str
    title: str


class NearSentence(Reply):
    """La phrase la plus proche d'une question sans réponse : peut-être celle qui y répond."""

    document_id: str
    text: str


class Gap(Reply):
    """Des questions qui demandent la même chose, et n'ont pas eu de bonne réponse."""

    example: str = Field(description="La plus représentative.")
    count: int = Field(description="Nombre de fois que la question a été posée sans bonne réponse.")
    abstained: int = Field(description="Dont : restées sans réponse.")
    partial: int = Field(description="Dont : réponse incomplète.")
    judged_bad: int = Field(description="Dont : réponse jugée mauvaise.")
    out_of_scope: bool = Field(description="Jugées hors sujet, pour la plupart.")
    last_asked_at: dt.datetime
    wordings: list[str] = Field(description="Cinq formulations au plus.")
    reasons: dict[Reason, int] = Field(description="Raisons des avis.")
    comments: list[str] = Field(description="Cinq commentaires au plus.")
    answer_ids: list[str] = Field(description="Cinq réponses au plus, à relire par leur reçu.")
    nearest: list[NearDocument] = Field(description="Documents les plus proches : là où écrire, ou ce qui manque.")
    sentence: NearSentence | None = Field(
        description="Dans le passage le plus proche, la phrase la plus proche : si elle répond, liez-la à la question."
    )


class OutdatedDocument(Reply):
    """Un document cité alors que sa validité est passée."""

    document_id: str
    title: str
    publisher: str | None
    published_on: str | None
    validity: ValidityState
    answers: int = Field(description="Nombre de réponses qui le citent.")


class GapsReport(Reply):
    """Ce qu'il faut mettre à jour, puis ce qu'il faut écrire."""

    since: dt.datetime
    outdated: list[OutdatedDocument] = Field(description="Du plus cité au moins cité.")
    gaps: list[Gap] = Field(description="De la question la plus posée à la moins posée, hors sujet à la fin.")
    total: int = Field(description="Nombre de groupes, même non montrés.")
    left_out: int = Field(description="Questions distinctes non groupées : trop nombreuses.")
    without_text: int = Field(description="Réponses manquées dont la question n'est pas gardée.")


@dataclass
class _Asked:
    """One question as understood, with every time it was missed, most recent last."""

    text: str
    receipts: list[StoredReceipt] = field(default_factory=list)


def find_gaps(assistant: Assistant, journal: Journal, since: dt.datetime, limit: int) -> GapsReport:
    """At most `limit` gaps and outdated documents of the answers given since then.

    Takes some 8 ms per distinct question and 20 ms per gap shown. Raises JournalError, SnapshotError."""
    live = assistant.snapshot
    missed = [receipt for receipt in journal.receipts(since) if _is_missed(receipt)]
    asked = _distinct(missed)
    grouped = asked[:MAX_QUESTIONS]
    gaps = sorted((_gap(members) for members in _groups(assistant, live, grouped)), key=_importance)
    return GapsReport(
        since=since,
        outdated=_outdated(live, journal.cited(since))[:limit],
        gaps=[gap.model_copy(update=_nearest(assistant, gap.example)) for gap in gaps[:limit]],
        total=len(gaps),
        left_out=len(asked) - len(grouped),
        without_text=sum(receipt.question is None for receipt in missed),
    )


def _is_missed(receipt: StoredReceipt) -> bool:
    judged_bad = receipt.feedback is not None and not receipt.feedback.useful
    return judged_bad or receipt.status.is_unknown or receipt.status is AnswerStatus.PARTIAL


def _distinct(missed: Iterable[StoredReceipt]) -> list[_Asked]:
    """By the completed, repaired question, most recently asked first."""
    found: dict[str, _Asked] = {}
    for receipt in missed:
        if receipt.question is not None:
            text = (receipt.understood_as or receipt.question).strip()
            found.setdefault(text.casefold(), _Asked(text)).receipts.append(receipt)
    return sorted(found.values(), key=lambda asked: asked.receipts[-1].asked_at, reverse=True)


def _groups(assistant: Assistant, live: Snapshot, asked: Sequence[_Asked]) -> list[list[_Asked]]:
    if not asked:
        return []
    vectors = np.stack([assistant.encode(one.text) for one in asked])
    positions = group(vectors, [one.text for one in asked], _origin(assistant, live), live.keywords.idf)
    return [[asked[position] for position in members] for members in positions]


def _origin(assistant: Assistant, live: Snapshot) -> np.ndarray:
    """Mean query vector `(d,)` of titles spread over the corpus."""
    titles = [document.title for document in live.documents()]
    spread = titles[:: max(1, len(titles) // _TITLES)]
    return np.stack([assistant.encode(title) for title in spread]).mean(axis=0)


def _gap(members: Sequence[_Asked]) -> Gap:
    receipts = sorted((r for one in members for r in one.receipts), key=lambda r: r.asked_at, reverse=True)
    opinions = [r.feedback for r in receipts if r.feedback is not None and not r.feedback.useful]
    reasons = Counter(reason for opinion in opinions for reason in opinion.reasons)
    return Gap(
        example=members[0].text,
        count=len(receipts),
        abstained=sum(r.status.is_unknown for r in receipts),
        partial=sum(r.status is AnswerStatus.PARTIAL for r in receipts),
        judged_bad=len(opinions),
        out_of_scope=sum(r.intent is Intent.OUT_OF_SCOPE for r in receipts) * 2 > len(receipts),
        last_asked_at=receipts[0].asked_at,
        wordings=list(dict.fromkeys(r.question for r in receipts if r.question))[:_SHOWN],
        reasons=dict(reasons.most_common()),
        comments=[opinion.comment for opinion in opinions if opinion.comment][:_SHOWN],
        answer_ids=[r.id for r in receipts[:_SHOWN]],
        nearest=[],
        sentence=None,
    )


def _importance(gap: Gap) -> tuple[bool, int, float]:
    return gap.out_of_scope, -gap.count, -gap.last_asked_at.timestamp()


def _nearest(assistant: Assistant, question: str) -> dict[str, object]:
    """The documents and the sentence that come nearest, as fields of a gap."""
    hits = assistant.hits(question, 12)
    titles = {hit.document.id: hit.document.title for hit in hits}
    near = [NearDocument(document_id=name, title=title) for name, title in list(titles.items())[:_NEAREST]]
    return {"nearest": near, "sentence": _sentence(hits[0]) if hits else None}


def _sentence(hit: Hit) -> NearSentence | None:
    """The nearest sentence of a passage, but for its headings."""
    said = [
        (score, span)
        for score, span in zip(hit.sentence_scores, hit.passage.sentences, strict=True)
        if not hit.document.is_heading(*span)
    ]
    if not said:
        return None
    _, (start, end) = max(said)
    return NearSentence(document_id=hit.document.id, text=hit.document.text[start:end].strip())


def _outdated(live: Snapshot, cited: Mapping[str, int]) -> list[OutdatedDocument]:
    """Documents of the live snapshot past their validity today. Kinds that tell what is over, as events do, are left
    out."""
    today = dt.date.today()
    histories = {kind.id for kind in kinds() if kind.is_history}
    found = []
    for document_id, answers in cited.items():
        try:
            document = live.document(document_id)
        except KeyError:  # no longer in the corpus: nobody cites it any more
            continue
        state = validity_at(today, document.status, document.valid_from, document.valid_to)
        if document.kind in histories or state not in (Validity.EXPIRED, Validity.SUPERSEDED):
            continue
        found.append(
            OutdatedDocument(
                document_id=document_id,
                title=document.title,
                publisher=document.publisher,
                published_on=document.published_on.iso() if document.published_on else None,
                validity=ValidityState.model_validate(
                    {
                        "from": document.valid_from.iso() if document.valid_from else None,
                        "to": document.valid_to.iso() if document.valid_to else None,
                        "state": state.value,
                    }
                ),
                answers=answers,
            )
        )
    return found
