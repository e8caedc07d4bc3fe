"""GET /recus/{id}: a receipt as a page to read, print or join to a file."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from assistant.api import html_pages
from assistant.api.receipt_routes import AnswerId
from assistant.http.admission import Role, require
from assistant.journal import Journal, StoredReceipt
from assistant.presentation import labels
from assistant.presentation.links import text_url
from assistant.presentation.programme_texts import ProgrammeTexts
from assistant.presentation.trace_text import trace_lines
from assistant.service.answering import live_journal
from assistant.service.served_programme import live_texts

# For people, who follow links: the API's own description has /api/v1/receipts.
router = APIRouter(include_in_schema=False, dependencies=[Depends(require(Role.LECTURE, page=True))])

STYLES = ("reader.css", "receipt.css")


@router.get("/recus/{answer_id}")
def read_receipt(
    answer_id: AnswerId,
    journal: Annotated[Journal, Depends(live_journal)],
    texts: Annotated[ProgrammeTexts, Depends(live_texts)],
) -> HTMLResponse:
    """Without script. A receipt that is gone is a page that says so, not a problem: somebody kept a link."""
    receipt = journal.receipt(answer_id)
    return HTMLResponse(
        page(receipt, journal.retention_days, texts.title),
        200 if receipt else 404,
        headers={"Content-Security-Policy": html_pages.policy(*STYLES), "Cache-Control": "no-store"},
    )


def page(receipt: StoredReceipt | None, retention_days: int, service: str) -> str:
    """HTML of the receipt, or of its absence, under the name of the service. Every string in it is escaped by the template."""
    return html_pages.render(
        "receipt.html",
        *STYLES,
        service=service,
        receipt=receipt,
        asked=_moment(receipt.asked_at) if receipt else None,
        days=retention_days,
        decisions=list(trace_lines(receipt.trace or ())) if receipt else [],
        labels=labels,
        text_url=text_url,
    )


def _moment(moment: dt.datetime) -> str:
    """In the server's own time zone: "22 novembre 2026 à 10 h 05"."""
    local = moment.astimezone()
    return f"{labels.french_date(local.date())} à {local.hour}{labels.NBSP}h{labels.NBSP}{local:%M}"
