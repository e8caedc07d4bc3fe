"""The five tools, over whatever answers: the assistant of this process, or that of a running server.

Imports the protocol's SDK, and is itself imported only where the protocol is spoken."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from assistant.engine.filters import Filters
from assistant.http import problem_kinds, problems
from assistant.http.middleware import log_defect
from assistant.mcp.tool_results import Events, EventSummary, Extract, Offers, OfferSummary, Passage, Passages
from assistant.presentation import api_models
from assistant.presentation.links import text_url
from assistant.presentation.programme_texts import ProgrammeTexts
from assistant.replies import markdown_letter
from assistant.replies.letter import letter_of
from assistant.request_errors import QuestionError
from assistant.schema import Answer, Turn
from assistant.service.answering_protocol import Answering
from assistant.service.record_listing import State, query_of, records_of
from assistant.service.served_programme import served_programme
from assistant.version import program_version
from index.language.dates import PartialDate
from index.records.kinds.event import KIND as EVENT
from index.records.kinds.offer import KIND as OFFER

_INSTRUCTIONS = """
{about} `repondre` donne une réponse courte et prouvée : reprenez-la avec
ses sources et leurs dates, sans y ajouter. Quand elle dit ne pas savoir, dites-le. `rechercher` et `lire_document` servent à
lire les textes eux-mêmes.
""".strip()
_LONGEST = 20_000
"""Characters of a document that one call reads."""
_LISTED = 200

Asked = Annotated[str, Field(min_length=1, max_length=2_000, description="Question ou mots, en français.")]
Only = Annotated[Filters | None, Field(description="Documents où chercher ; tous par défaut.")]


def build(assistant: Answering, base_url: str) -> MCPServer:
    """A server of the five tools over `assistant`, in the name of the programme that it serves now; links begin with
    `base_url`. Transports are its caller's choice."""
    texts = ProgrammeTexts(served_programme(assistant))
    server: MCPServer = MCPServer(
        "assistant", title=texts.title, version=program_version(), instructions=_INSTRUCTIONS.format(about=texts.tools),
        log_level="CRITICAL",
    )  # fmt: skip
    # Below this level the SDK writes what tools refused, which may quote the question.
    logging.getLogger("mcp").setLevel(logging.CRITICAL)
    tools = _Tools(assistant, base_url.rstrip("/"))
    reading = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    server.tool(title="Répondre à une question", annotations=reading)(tools.repondre)
    server.tool(title="Chercher des passages", annotations=reading)(tools.rechercher)
    server.tool(title="Lire un document", annotations=reading)(tools.lire_document)
    server.tool(title="Lister les offres", annotations=reading)(tools.lister_offres)
    server.tool(title="Donner la chronologie", annotations=reading)(tools.chronologie)
    return server


class _Tools:
    """The tools: their names, parameters and descriptions are those that a language model reads."""

    def __init__(self, assistant: Answering, base_url: str) -> None:
        self._assistant = assistant
        self._base_url = base_url

    def repondre(
        self,
        question: Asked,
        questions_precedentes: Annotated[
            tuple[str, ...],
            Field(max_length=20, description="Questions d'avant, de la plus ancienne à la plus récente."),
        ] = (),
        jour: Annotated[
            dt.date | None, Field(description="Jour pour lequel répondre ; aujourd'hui par défaut.")
        ] = None,
        filtres: Only = None,
    ) -> Annotated[CallToolResult, Answer]:
        """Répond à une question d'après les documents : phrases courtes, chacune prouvée par une citation exacte, avec sources
        et dates. Dit ce qui n'est pas connu."""
        with _refusals():
            turns = [Turn(role="user", content=text[:20_000]) for text in questions_precedentes]
            answer = self._assistant.ask(question, turns, as_of=jour, filters=filtres)
        text = markdown_letter.content(letter_of(answer, self._base_url))
        return CallToolResult(
            content=[TextContent(type="text", text=text)], structured_content=answer.model_dump(mode="json")
        )

    def rechercher(
        self,
        question: Asked,
        nombre: Annotated[int, Field(ge=1, le=50, description="Passages voulus.")] = 8,
        filtres: Only = None,
    ) -> Passages:
        """Cherche les passages des documents les plus proches d'une question, sans composer de réponse."""
        with _refusals():
            results = self._assistant.search(question, nombre, filters=filtres)
        return Passages(
            passages=[
                Passage(
                    document_id=r.document_id, title=r.title, section=r.section, text=r.text, start=r.start, end=r.end,
                    url=self._base_url + text_url(r.document_id, r.start, r.end),
                )
                for r in results
            ]
        )  # fmt: skip

    def lire_document(
        self,
        document_id: Annotated[str, Field(max_length=500, description="Identifiant donné par un autre outil.")],
        debut: Annotated[int, Field(ge=0, le=10**9, description="Premier caractère à lire.")] = 0,
        longueur: Annotated[int, Field(ge=1, le=_LONGEST, description="Caractères à lire.")] = 8_000,
    ) -> Extract:
        """Lit le texte d'un document, par parties : ce que citent les réponses y figure mot pour mot."""
        with _refusals():
            try:
                document = self._assistant.snapshot.document(document_id)
            except KeyError:
                raise QuestionError(
                    "Aucun document ne porte cet identifiant : prenez celui d'un autre outil."
                ) from None
        end = min(debut + longueur, len(document.text))
        return Extract(
            document_id=document.id, title=document.title, kind=document.kind, publisher=document.publisher,
            published_on=document.published_on.iso() if document.published_on else None, url=document.url,
            validity=api_models.validity(document, api_models.today()).state, text=document.text[debut:end],
            start=min(debut, end), end=end, characters=len(document.text),
        )  # fmt: skip

    def lister_offres(
        self,
        operateur: Annotated[str | None, Field(max_length=80, description="Identifiant d'un opérateur.")] = None,
        statut: Annotated[State | None, Field(description="État de validité, aujourd'hui.")] = None,
        aide: Annotated[str | None, Field(max_length=160, description="Forme de l'aide.")] = None,
        beneficiaire: Annotated[str | None, Field(max_length=160, description="À qui elle s'adresse.")] = None,
    ) -> Offers:
        """Liste les offres des opérateurs : ce qu'elles sont, pour qui, combien, jusqu'à quand."""
        with _refusals():
            asked = {"operator": operateur, "state": statut, "aid": aide, "beneficiary": beneficiaire}
            found = records_of(self._assistant.snapshot, OFFER, query_of(OFFER).model_validate(asked))
        return Offers(
            total=len(found),
            offers=[
                OfferSummary(
                    id=o.id, name=o.name, operators=list(o.operators), aid=list(o.aid),
                    beneficiaries=list(o.beneficiaries), validity=held.validity.state, text=o.text,
                    eligible=o.eligible, amount=o.amount, period=o.period, url=self._base_url + held.text_url,
                )
                for o, held in found[:_LISTED]
            ],
        )  # fmt: skip

    def chronologie(
        self,
        depuis: Annotated[str | None, Field(max_length=10, description="2018, 2018-11 ou 2018-11-22.")] = None,
        jusqu_a: Annotated[str | None, Field(max_length=10, description="De même, compris.")] = None,
        phase: Annotated[str | None, Field(max_length=160, description="Phase du programme.")] = None,
    ) -> Events:
        """Donne les événements du programme dans l'ordre, bornés par des dates ou une phase."""
        with _refusals():
            first, last = _date(depuis), _date(jusqu_a)
            query = query_of(EVENT).model_validate({"phase": phase})
            events = [
                (event, held)
                for event, held in records_of(self._assistant.snapshot, EVENT, query)
                if (first is None or (event.end or event.date).last >= first.first)
                and (last is None or event.date.first <= last.last)
            ]
        return Events(
            total=len(events),
            events=[
                EventSummary(
                    id=e.id, date=e.date.iso(), title=e.title, phase=e.phase, nature=e.nature,
                    validity=held.validity.state, text=e.text, url=self._base_url + held.text_url,
                )
                for e, held in events[:_LISTED]
            ],
        )  # fmt: skip


@contextmanager
def _refusals() -> Iterator[None]:
    """Errors that a caller can act on reach it in French; defects do not say what they were about."""
    try:
        yield
    except Exception as error:
        known = problems.of_exception(error)
        if known is None:
            log_defect({}, error)
        raise ToolError(known[1] if known else problem_kinds.INTERNAL.advice) from None


def _date(text: str | None) -> PartialDate | None:
    if text is None:
        return None
    try:
        return PartialDate.parse(text)
    except ValueError:
        raise QuestionError("Date illisible : écrivez 2018, 2018-11 ou 2018-11-22.") from None
