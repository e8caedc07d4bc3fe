"""The banner over an answer whose lead source is old, expired or replaced."""

from __future__ import annotations

import datetime as dt

from assistant.presentation import labels
from assistant.schema import Answer, AnswerStatus, Citation, Intent
from assistant.web import chat_texts
from index.language.dates import PartialDate

OLD_YEARS = 5
"""Age from which a source is old although nothing says that it has ceased to hold."""
OLD_UNKNOWN_YEARS = 3
"""Age from which a source is old of which nobody says whether it still holds."""


def warning(answer: Answer) -> str | None:
    """What to say of the lead source: the one that the first sentence cites first. None where it is recent and in
    force, and for the telling of past events, which are always over."""
    if answer.status not in (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL) or answer.intent is Intent.TIMELINE:
        return None
    lead = _lead(answer)
    if lead is None:
        return None
    state = lead.validity.state
    if state in ("expired", "superseded"):
        end = labels.french_date(lead.validity.to)
        return chat_texts.LEAD_ENDED[state] + (chat_texts.LEAD_END.format(end) if end else "")
    age = labels.age(lead.published_on, answer.as_of)
    limit = OLD_UNKNOWN_YEARS if state == "unknown" else OLD_YEARS
    if age and lead.published_on and _years(lead.published_on, answer.as_of) >= limit:
        return chat_texts.LEAD_OLD.format(labels.french_date(lead.published_on), age)
    return None


def _lead(answer: Answer) -> Citation | None:
    cited = [n for sentence in answer.sentences for n in sentence.citations]
    return next((citation for citation in answer.citations if cited and citation.n == cited[0]), None)


def _years(published: str, as_of: dt.date) -> float:
    try:
        return (as_of - PartialDate.parse(published).last).days / 365.25
    except ValueError:
        return 0.0
