"""The journal as a table: CSV that a spreadsheet opens, and in which nothing that was typed becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from assistant.journal.entries import StoredReceipt

COLUMNS = (
    "identifiant", "date (UTC)", "porte", "statut", "nature", "moteur", "question", "comprise comme", "réponse", "sources",
    "date de référence", "index", "version", "durée (ms)", "utile", "raisons", "commentaire", "avis du (UTC)",
)  # fmt: skip

# A spreadsheet takes a cell that begins so for a formula; the full-width forms count too.
_FORMULA = re.compile(r"""^[\s"']*[=+\-@＝＋－＠]""")
# So does it with what follows a separator, when it was told, or guesses, another separator than ours.
_CELL_INSIDE = re.compile(r"""([,;\t|])(?=["']*[=+\-@＝＋－＠])""")
# Line breaks and other controls: a cell stays on its line.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def lines(receipts: Iterator[StoredReceipt]) -> Iterator[str]:
    """The header, then a line per receipt; each ends with CRLF. The header opens with a byte order mark and cells are
    separated by semicolons: what French spreadsheets expect."""
    first = next(receipts, None)  # a file that cannot be read fails here, before anything was sent
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + _line(COLUMNS)
    while first is not None:
        yield _line(_row(first))
        first = next(receipts, None)


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet evaluates: an apostrophe before what would begin a formula (OWASP, "CSV
    injection"), line breaks as spaces."""
    text = _CELL_INSIDE.sub(r"\1'", _CONTROLS.sub(" ", text))
    return f"'{text}" if _FORMULA.match(text) else text


def _row(receipt: StoredReceipt) -> tuple[str, ...]:
    feedback = receipt.feedback
    return (
        receipt.id,
        receipt.asked_at.isoformat(timespec="seconds"),
        receipt.door,
        receipt.status.value,
        receipt.intent.value,
        receipt.engine,
        receipt.question or "",
        receipt.understood_as or "",
        receipt.answer or "",
        " ".join(dict.fromkeys(citation.document_id for citation in receipt.citations)),
        receipt.as_of.isoformat(),
        receipt.receipt.snapshot,
        receipt.receipt.version,
        str(round(receipt.timings_ms.total)),
        "" if feedback is None else "oui" if feedback.useful else "non",
        "" if feedback is None else " ".join(feedback.reasons),
        "" if feedback is None else feedback.comment or "",
        "" if feedback is None else feedback.given_at.isoformat(timespec="seconds"),
    )


def _line(cells: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL).writerow([harmless(cell) for cell in cells])
    return buffer.getvalue()
