"""Questions in several parts: "combien de communes et quel budget ?" asks two things."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.extraction import FACET_TYPES
from assistant.question.answer_types import AnswerType
from assistant.question.question import Question
from assistant.reading.silence import unanswered
from assistant.search.sentence_match import holds_form
from index.language.text import Text
from index.language.words import fold, stem

_MOST = 3
"""Parts; a text that asks more is a list of questions, and read as one."""
_WORDS = 76
"""Words of an answer to all parts, shared among them; a first sentence, and a list with its lead-in, stay whole."""
_ASKS = (
    r"(?:quel(?:le)?s?|qui|combien|quand|comment|pourquoi|o[uù]|est-ce|qu['’ ]est|c['’ ]est (?:quoi|qui)"
    r"|(?:peut|doit|faut|existe|y a)(?:-t)?-(?:on|il|elle)s?)\b"
)
_ASKING = re.compile(rf"\b{_ASKS}|\bque\b|\bquoi\b|-t-(?:il|elle|on)s?\b", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"(?:\s*[?;]+\s*(?:et\s+)?|\s*,?\s+(?:et|ainsi que)\s+(?:aussi\s+|puis\s+)?|,\s+(?=quel|combien|comment|pourquoi))"
    rf"(?=(?:(?:à|a|de|avec|pour|par|dans|sur|en|depuis|jusqu['’]à)\s+)?{_ASKS})",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\w\s+(?:qui|o[uù]|quand)\s+\w", re.IGNORECASE)
"""A pronoun within a sentence: what "et qui…" joins is then a second clause about the same thing."""
_RELATIVES = re.compile(r"(?:qui|o[uù]|quand)\b", re.IGNORECASE)


def parts_of(text: str) -> tuple[str, ...]:
    """The questions that a text asks one after the other, each with a question word and something to ask of; none where
    it asks one thing, or several of one thing ("où et quand…", "… et par qui ?")."""
    cuts = [match for match in _BETWEEN.finditer(text) if not _continues(text[: match.start()], text[match.end() :])]
    starts = [0, *(match.end() for match in cuts)]
    ends = [*(match.start() for match in cuts), len(text)]
    parts = [text[start:end].strip(" ?;,.!") for start, end in zip(starts, ends, strict=True)]
    if not 1 < len(parts) <= _MOST or not all(map(_asks_of_something, parts)):
        return ()
    return tuple(f"{part[0].upper()}{part[1:]} ?" for part in parts)


def _continues(before: str, after: str) -> bool:
    """Whether "et qui…" goes on a relative clause: "les entreprises qui exportent et qui recrutent"."""
    last = re.split(r"[?;]", before)[-1]
    return not before.rstrip().endswith("?") and bool(_RELATIVES.match(after) and _RELATIVE.search(last))


def _asks_of_something(part: str) -> bool:
    return bool(_ASKING.search(part)) and bool(Text(part).content_words)


def all_answered(parts: Sequence[Question], draft: Draft) -> bool:
    """Whether a draft has, for each form that a part asks for, a sentence that holds it and speaks of what only this part
    asks. Never where a part asks for no form: what a thing is, how, why."""
    return all(_is_answered(part, [other for other in parts if other is not part], draft) for part in parts)


def _is_answered(part: Question, others: Sequence[Question], draft: Draft) -> bool:
    wanted = part.answer_types & (FACET_TYPES | {AnswerType.NUMBER})
    own = part.terms.keys() - _KINDS - {term for other in others for term in other.terms}
    texts = [sentence.analysis for sentence in draft.sentences]
    return bool(wanted) and all(any(_tells(kind, text, part, own) for text in texts) for kind in wanted)


_KINDS = frozenset(
    stem(noun)
    for noun in (
        "ville", "lieu", "endroit", "commune", "montant", "somme", "hauteur", "date", "année", "mois", "jour", "durée", "temps",
        "nombre", "taux", "part", "pourcentage", "niveau", "personne", "organisme",
    )
)  # fmt: skip
"""Nouns that only say what kind of thing is asked: an answer gives the town, not the word "ville"."""


def _tells(kind: AnswerType, text: Text, part: Question, own: Set[str]) -> bool:
    if own and not any(part.says(term, text.stems) for term in own):
        return False
    if kind is not AnswerType.NUMBER:
        return holds_form(kind, text.forms)
    counted = {stem(word) for word in part.analysis.content_words}
    return any(q.kind == "number" and stem(fold(q.unit)) in counted for q in text.quantities)


def joined(parts: Sequence[tuple[Question, Draft | None]]) -> Draft | None:
    """One draft of those of all parts, in their order, each shortened to its share of the words; what is missing is told of
    each part without one. None where no part has one."""
    if not any(draft and draft.sentences for _, draft in parts):
        return None
    told: list[DraftSentence] = []
    missing: list[str] = []
    for question, draft in parts:
        if draft is None or not draft.sentences:
            missing.append(unanswered(question))
            continue
        told += [sentence for sentence in _shortened(draft, _WORDS // len(parts)) if sentence not in told]
        missing += draft.missing
    return Draft(tuple(told), tuple(missing))


def _shortened(draft: Draft, words: int) -> list[DraftSentence]:
    """The first sentences, within that many words but for the first; a list comes whole, with its lead-in, or not at all."""
    kept: list[DraftSentence] = []
    length = 0
    for number, sentence in enumerate(draft.sentences):
        unit = draft.sentences[number:] if f"{sentence.lead}{sentence.text}".endswith(":") else (sentence,)
        length += Draft(unit).words
        if kept and length > words:
            break
        kept += unit
        if len(unit) > 1:
            break
    return kept
