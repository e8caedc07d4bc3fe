"""GET /api/v1/documents…: the documents behind the answers, as data and as a page to read."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from assistant.api import document_page
from assistant.engine.known_names import known_kinds
from assistant.http import problem_kinds, problems
from assistant.http.admission import Role, require
from assistant.presentation import api_models
from assistant.presentation.links import text_url
from assistant.presentation.programme_texts import ProgrammeTexts
from assistant.schema import ValidityState
from assistant.service.answering import live_snapshot
from index.documents.document import Document, Heading, Source
from index.records.registry import kinds
from index.storage.snapshot import Snapshot

router = APIRouter(prefix="/documents", tags=["Documents"])

_READING = [Depends(require(Role.LECTURE))]
Live = Annotated[Snapshot, Depends(live_snapshot)]
DocumentId = Annotated[str, Path(description="Identifiant du document.", max_length=500)]


class DocumentSummary(api_models.Reply):
    """Un document, sans son texte."""

    id: str
    title: str
    kind: str = Field(
        description=f"« document » pour un texte libre ; sinon {', '.join(kind.id for kind in kinds())}…"
    )
    publisher: str | None
    published_on: str | None = Field(description="Date ISO, parfois partielle : 2019, 2019-03 ou 2019-03-05.")
    url: str | None = Field(description="Adresse de la publication d'origine.")
    validity: ValidityState
    characters: int = Field(description="Longueur du texte.")
    text_url: str = Field(description="Page lisible du texte.")


class DocumentDetail(DocumentSummary):
    """Un document et son texte, auquel renvoient les positions des citations."""

    text: str
    language: str
    authority: str = Field(
        description="Qui parle : official, operator, association, press, secondary, unknown."
    )
    headings: list[Heading]
    sources: list[Source] = Field(description="Les publications sur lesquelles repose le texte.")
    also_at: list[Source] = Field(
        description="Autres publications du même texte ; « id » est le chemin du fichier en double."
    )
    replaces: list[str] = Field(description="Documents que celui-ci remplace.")
    inferred: list[str] = Field(description="Métadonnées lues dans le texte plutôt que déclarées.")
    record: dict[str, Any] | None = Field(
        description="Les champs, quand le document est une fiche structurée."
    )


class DocumentsQuery(api_models.Page):
    """Quels documents lister."""

    kind: str | None = Field(
        default=None, max_length=40, description="Genre de document.", examples=["offer"]
    )
    as_of: api_models.AsOf = None


class DetailQuery(api_models.Request):
    """Le jour pour lequel dire la validité."""

    as_of: api_models.AsOf = None


class TextQuery(api_models.Request):
    """Le passage à surligner."""

    start: int | None = Field(
        default=None, ge=0, le=10**9, description="Début de la citation, en caractères."
    )
    end: int | None = Field(default=None, ge=0, le=10**9, description="Fin de la citation, exclue.")


@router.get(
    "",
    summary="Liste les documents",
    responses=problems.documented(problem_kinds.INVALID, problem_kinds.NO_INDEX),
    dependencies=_READING,
)
def list_documents(
    query: Annotated[DocumentsQuery, Query()], snapshot: Live
) -> api_models.Listing[DocumentSummary]:
    """Par ordre d'identifiant."""
    with problems.refused_filters():
        kind = known_kinds(snapshot).id_of(query.kind) if query.kind is not None else None
    ordinals = snapshot.store.ordinals(kind)  # in the order of ids; only this page's documents are read
    as_of = query.as_of or api_models.today()
    return api_models.Listing(
        total=len(ordinals), page=query.page, page_size=query.page_size,
        items=[DocumentSummary(**_summary(snapshot.store.at(row), as_of)) for row in query.cut(ordinals)],
    )  # fmt: skip


# Before the route of the document itself: an id may hold slashes, and would swallow "/text".
@router.get(
    "/{document_id:path}/text",
    summary="Page lisible du texte, citation surlignée",
    response_class=HTMLResponse,
    responses=problems.documented(problem_kinds.UNKNOWN_DOCUMENT, problem_kinds.INVALID, problem_kinds.NO_INDEX),
    dependencies=[Depends(require(Role.LECTURE, page=True))],
)
def read_text(document_id: DocumentId, query: Annotated[TextQuery, Query()], snapshot: Live) -> HTMLResponse:
    """Page HTML sans script. Avec `start` et `end`, le passage porte `<mark id="citation">`."""
    document = _document(snapshot, document_id)
    service = ProgrammeTexts(snapshot.programme).title
    page = document_page.page(document, query.start, query.end, api_models.today(), service)
    return HTMLResponse(page, headers={"Content-Security-Policy": document_page.policy()})


@router.get(
    "/{document_id:path}",
    summary="Donne un document et son texte",
    responses=problems.documented(problem_kinds.UNKNOWN_DOCUMENT, problem_kinds.INVALID, problem_kinds.NO_INDEX),
    dependencies=_READING,
)
def get_document(
    document_id: DocumentId, query: Annotated[DetailQuery, Query()], snapshot: Live
) -> DocumentDetail:
    """Le texte est celui que citent les réponses : `text[start:end] == quote`."""
    document = _document(snapshot, document_id)
    return DocumentDetail(
        **_summary(document, query.as_of or api_models.today()),
        text=document.text, language=document.language, authority=document.authority.value,
        headings=list(document.headings), sources=list(document.sources), also_at=list(document.also_at),
        replaces=list(document.replaces),
        inferred=list(document.inferred), record=document.record,
    )  # fmt: skip


def _document(snapshot: Snapshot, document_id: str) -> Document:
    try:
        return snapshot.document(document_id)
    except KeyError:
        raise problems.ProblemError(
            problem_kinds.UNKNOWN_DOCUMENT,
            f"Aucun document ne porte cet identifiant. {problem_kinds.UNKNOWN_DOCUMENT.advice}",
        ) from None


def _summary(document: Document, as_of: dt.date) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "kind": document.kind,
        "publisher": document.publisher,
        "published_on": document.published_on.iso() if document.published_on else None,
        "url": document.url,
        "validity": api_models.validity(document, as_of),
        "characters": len(document.text),
        "text_url": text_url(document.id),
    }
