"""Errors as the API gives them: problem details (RFC 9457), in French, for every status of 400 and above."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from assistant.api import openai_errors
from assistant.api.validation import FieldProblem, french_errors
from assistant.errors import AccessError, EngineError, JournalError, OverloadError, QuestionError, UnknownAnswerError
from index.encoder_card import EncoderError
from index.errors import SnapshotError, VectorServerError

logger = logging.getLogger("assistant.api")

MEDIA_TYPE = "application/problem+json"
TYPES_PATH = "/api/v1/problems"
RETRY_AFTER_S = 30
"""What a client waits before it asks a server without an index again: a small corpus is indexed within that
time."""
OVERLOAD_S = 2
"""What a client waits before it asks a full server again: a full queue empties in about that time on two cores."""


@dataclass(frozen=True)
class ProblemKind:
    """A kind of error: the end of its `type` address, its status, its title, and what a client can do about
    it."""

    slug: str
    status: int
    title: str
    advice: str


INVALID = ProblemKind(
    "requete-invalide", 422, "Requête invalide",
    "Corrigez les champs nommés dans « errors » : chemin du champ et motif du refus.",
)  # fmt: skip
UNREADABLE = ProblemKind(
    "json-illisible", 400, "Corps illisible",
    "Envoyez un objet JSON valide, encodé en UTF-8.",
)  # fmt: skip
NOT_JSON = ProblemKind(
    "type-de-contenu", 415, "Type de contenu refusé",
    "Ajoutez l'en-tête « Content-Type: application/json » et envoyez du JSON.",
)  # fmt: skip
REFUSED_QUESTION = ProblemKind(
    "question-refusee", 422, "Question refusée",
    "Reformulez la question comme le dit « detail ».",
)  # fmt: skip
NO_ENGINE = ProblemKind(
    "moteur-absent", 422, "Moteur absent",
    "Demandez le moteur « extractive » ou « auto », ou réglez un modèle côté serveur.",
)  # fmt: skip
UNKNOWN_DOCUMENT = ProblemKind(
    "document-inconnu", 404, "Document inconnu",
    "Prenez l'identifiant dans une citation, une recherche ou la liste GET /api/v1/documents.",
)  # fmt: skip
UNKNOWN_RECEIPT = ProblemKind(
    "recu-inconnu", 404, "Reçu inconnu",
    "Vérifiez l'identifiant : la réponse n'est pas au journal, ou n'y est plus.",
)  # fmt: skip
NO_JOURNAL = ProblemKind(
    "journal-indisponible", 503, "Journal indisponible",
    "Réessayez plus tard ; côté serveur, les messages d'erreur disent ce qu'a le fichier du journal.",
)  # fmt: skip
UNKNOWN_MODEL = ProblemKind(
    "modele-inconnu", 404, "Modèle inconnu",
    "Prenez un nom dans la liste GET /v1/models.",
)  # fmt: skip
UNKNOWN_PROBLEM = ProblemKind(
    "probleme-inconnu", 404, "Type de problème inconnu",
    "Suivez l'adresse donnée par le champ « type » d'une erreur.",
)  # fmt: skip
NO_ROUTE = ProblemKind(
    "adresse-inconnue", 404, "Adresse inconnue",
    "Les adresses de l'API sont décrites dans /docs.",
)  # fmt: skip
WRONG_METHOD = ProblemKind(
    "methode-refusee", 405, "Méthode refusée",
    "Employez l'une des méthodes de l'en-tête « Allow ».",
)  # fmt: skip
TOO_LARGE = ProblemKind(
    "corps-trop-grand", 413, "Corps trop grand",
    "Envoyez un corps plus court : la question et, au plus, vingt tours de conversation.",
)  # fmt: skip
MALFORMED = ProblemKind(
    "requete-illisible", 400, "Requête illisible",
    "Envoyez une requête HTTP/1.1 bien formée, avec un seul en-tête « Host » et 32 Kio d'en-têtes au plus.",
)  # fmt: skip
WRONG_HOST = ProblemKind(
    "hote-refuse", 400, "Hôte refusé",
    "Appelez le service par son nom ; côté serveur, ASSISTANT_TRUSTED_HOSTS donne les noms admis.",
)  # fmt: skip
TOO_SLOW = ProblemKind(
    "corps-trop-lent", 408, "Corps trop lent",
    "Renvoyez la requête : son corps doit arriver entier en 30 secondes.",
)  # fmt: skip
TOO_MANY = ProblemKind(
    "trop-de-requetes", 429, "Trop de requêtes",
    "Attendez le nombre de secondes de l'en-tête « Retry-After ».",
)  # fmt: skip
BUILDING = ProblemKind(
    "construction-en-cours", 409, "Construction en cours",
    "Attendez qu'elle finisse : GET /api/v1/index/rebuild dit où elle en est.",
)  # fmt: skip
OVERLOADED = ProblemKind(
    "serveur-sature", 503, "Serveur saturé",
    "Trop de questions attendent déjà : réessayez après le délai de l'en-tête « Retry-After ».",
)  # fmt: skip
NO_INDEX = ProblemKind(
    "index-absent", 503, "Aucun index prêt",
    "Réessayez après le délai de l'en-tête « Retry-After » ; côté serveur, lancez « assistant index ».",
)  # fmt: skip
NO_KEY = ProblemKind(
    "cle-absente", 401, "Clé d'API nécessaire",
    "Ajoutez l'en-tête « Authorization: Bearer … » avec une clé donnée par l'exploitant.",
)  # fmt: skip
WRONG_KEY = ProblemKind(
    "cle-refusee", 401, "Clé d'API refusée",
    "Vérifiez la clé : elle est incomplète, inconnue ou révoquée.",
)  # fmt: skip
FORBIDDEN = ProblemKind(
    "role-insuffisant", 403, "Rôle insuffisant",
    "Demandez à l'exploitant une clé du rôle voulu.",
)  # fmt: skip
NO_LOGIN = ProblemKind(
    "connexion-necessaire", 401, "Connexion nécessaire",
    "Connectez-vous pour voir cette page.",
)  # fmt: skip
LOGIN_FAILED = ProblemKind(
    "connexion-echouee", 401, "Connexion échouée",
    "Revenez à la page et recommencez ; si l'échec se répète, prévenez l'exploitant.",
)  # fmt: skip
NO_PROVIDER = ProblemKind(
    "connexion-indisponible", 503, "Connexion indisponible",
    "Le fournisseur d'identité ne répond pas : réessayez dans quelques minutes.",
)  # fmt: skip
OTHER_ORIGIN = ProblemKind(
    "autre-origine", 403, "Demande d'un autre site",
    "Revenez à la page de l'assistant et recommencez : un autre site ne peut pas agir en votre nom.",
)  # fmt: skip
NO_ACCESS = ProblemKind(
    "cles-indisponibles", 503, "Clés indisponibles",
    "Réessayez plus tard ; côté serveur, le journal dit ce qu'a le fichier des clés.",
)  # fmt: skip
VECTORS_AWAY = ProblemKind(
    "vecteurs-indisponibles", 503, "Recherche momentanément indisponible",
    "Réessayez après le délai de l'en-tête « Retry-After » ; côté serveur, relancez le serveur Chroma.",
)  # fmt: skip
INTERNAL = ProblemKind(
    "erreur-interne", 500, "Erreur interne",
    "Réessayez ; si l'erreur persiste, transmettez « request_id » à l'exploitant.",
)  # fmt: skip
OTHER = ProblemKind("autre", 400, "Requête refusée", "Lisez « detail ».")

KINDS: dict[str, ProblemKind] = {
    kind.slug: kind
    for kind in (
        INVALID, UNREADABLE, NOT_JSON, REFUSED_QUESTION, NO_ENGINE, UNKNOWN_DOCUMENT, UNKNOWN_RECEIPT, UNKNOWN_PROBLEM, NO_ROUTE,
        WRONG_METHOD, TOO_LARGE, NO_KEY, WRONG_KEY, FORBIDDEN, NO_ACCESS, NO_INDEX, VECTORS_AWAY, NO_JOURNAL,
        NO_LOGIN, LOGIN_FAILED, NO_PROVIDER, OTHER_ORIGIN, MALFORMED, WRONG_HOST, TOO_SLOW, TOO_MANY, OVERLOADED, INTERNAL, OTHER,
        UNKNOWN_MODEL, BUILDING,
    )
}  # fmt: skip


class ProblemDetails(BaseModel):
    """Une erreur (RFC 9457)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "type": f"{TYPES_PATH}/{INVALID.slug}",
                    "title": INVALID.title,
                    "status": INVALID.status,
                    "detail": "question : 2\u202f000 caractères au plus : raccourcissez le texte.",
                    "instance": "/api/v1/ask",
                    "request_id": "3f0e8a52-6d0f-4a43-9b52-0f7f6f1f2f10",
                    "errors": [
                        {
                            "field": "question",
                            "message": "2\u202f000 caractères au plus : raccourcissez le texte.",
                        }
                    ],
                }
            ]
        },
    )

    type: str = Field(description="Adresse qui explique ce genre d'erreur.")
    title: str = Field(description="Nom du genre d'erreur.")
    status: int = Field(description="Code HTTP.")
    detail: str = Field(description="Ce qui ne va pas ici, et que faire.")
    instance: str = Field(description="Chemin de la requête.")
    request_id: str = Field(description="Identifiant de la requête, aussi dans l'en-tête X-Request-ID.")
    errors: list[FieldProblem] | None = Field(default=None, description="Champs refusés, s'il y en a.")


class ProblemError(Exception):
    """Raised by a route to answer with a problem of `kind`; `detail` is French and says what to do."""

    def __init__(
        self, kind: ProblemKind, detail: str, headers: dict[str, str] | None = None, *, status: int | None = None
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = headers
        self.status = status
        """Where it is not the kind's: a browser without a login is sent to it."""


def problem_details(
    scope: Any, kind: ProblemKind, detail: str, errors: list[FieldProblem] | None = None
) -> ProblemDetails:
    """The problem body for the request of that ASGI scope. Its path is shown, its query never is."""
    return ProblemDetails(
        type=f"{TYPES_PATH}/{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=detail,
        instance=scope.get("path", ""),
        request_id=scope.get("state", {}).get("request_id", ""),
        errors=errors,
    )


def problem_response(
    scope: Any,
    kind: ProblemKind,
    detail: str,
    *,
    errors: list[FieldProblem] | None = None,
    status: int | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The whole response; `status` overrides the kind's where one kind stands for several statuses.

    Under `/v1/` it is an error of the OpenAI protocol, the only ones that its clients read."""
    body = problem_details(scope, kind, detail, errors)
    if status is not None:
        body = body.model_copy(update={"status": status})
    if openai_errors.speaks_openai(scope):
        return openai_errors.response(body, kind.slug, headers)
    content = body.model_dump(mode="json", exclude_none=True)
    return JSONResponse(content, body.status, headers=headers, media_type=MEDIA_TYPE)


def of_exception(error: Exception) -> tuple[ProblemKind, str] | None:
    """Kind and detail of an error that the product raises on purpose, or None for a defect."""
    if isinstance(error, ProblemError):
        return error.kind, error.detail
    if isinstance(error, AccessError):
        return NO_ACCESS, NO_ACCESS.advice
    if isinstance(error, OverloadError):
        return OVERLOADED, OVERLOADED.advice
    if isinstance(error, UnknownAnswerError):
        return UNKNOWN_RECEIPT, UNKNOWN_RECEIPT.advice
    if isinstance(error, JournalError):
        return NO_JOURNAL, NO_JOURNAL.advice
    if isinstance(error, QuestionError):
        return REFUSED_QUESTION, str(error)
    if isinstance(error, EngineError):
        return NO_ENGINE, str(error)
    if isinstance(error, VectorServerError):
        return VECTORS_AWAY, "Le serveur des vecteurs ne répond pas. Réessayez dans quelques instants."
    if isinstance(error, SnapshotError | EncoderError):
        # The exception names paths and commands of the server: for its log and its operator, not for a
        # client.
        return (
            NO_INDEX,
            "L'assistant n'a pas d'index utilisable pour l'instant. Réessayez dans quelques instants.",
        )
    return None


_RETRY_AFTER_S = {
    NO_INDEX: RETRY_AFTER_S, NO_ACCESS: RETRY_AFTER_S, NO_PROVIDER: RETRY_AFTER_S, NO_JOURNAL: RETRY_AFTER_S,
    OVERLOADED: OVERLOAD_S, VECTORS_AWAY: 5,
}  # fmt: skip


def response_of(scope: Any, error: Exception) -> JSONResponse:
    """The answer to an error that the product raises on purpose."""
    known = of_exception(error)
    kind, detail = known if known is not None else (INTERNAL, INTERNAL.advice)
    headers = error.headers if isinstance(error, ProblemError) else None
    if kind in _RETRY_AFTER_S:
        headers = {"Retry-After": str(_RETRY_AFTER_S[kind])}
    # Names a file or an address of ours, and no question: for whoever repairs it.
    if isinstance(error, AccessError | JournalError | VectorServerError):
        logger.error("%s", error)
    status = error.status if isinstance(error, ProblemError) else None
    return problem_response(scope, kind, detail, status=status, headers=headers)


async def _on_known(request: Request, error: Exception) -> JSONResponse:
    return response_of(request.scope, error)


async def _on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    raw = error.errors()
    if any(item["type"] == "json_invalid" for item in raw):
        return problem_response(request.scope, UNREADABLE, "Le corps de la requête n'est pas du JSON valide.")
    content_type = request.headers.get("content-type", "")
    if _body_was_not_parsed(raw) and "json" not in content_type:
        return problem_response(request.scope, NOT_JSON, NOT_JSON.advice)
    fields = french_errors(raw)
    detail = " ".join(f"{field.field} : {field.message}" for field in fields[:3])
    return problem_response(request.scope, INVALID, detail, errors=fields)


def _body_was_not_parsed(errors: Any) -> bool:
    """FastAPI hands the raw bytes to the model when the content type is not JSON: the body as a whole is
    refused."""
    return any(tuple(item["loc"]) == ("body",) and item["type"] != "missing" for item in errors)


_OF_STATUS = {404: NO_ROUTE, 405: WRONG_METHOD, 408: TOO_SLOW, 413: TOO_LARGE, 400: UNREADABLE}


async def _on_http(request: Request, error: HTTPException) -> JSONResponse:
    kind = _OF_STATUS.get(error.status_code, OTHER)
    headers = dict(error.headers) if error.headers else None
    return problem_response(request.scope, kind, kind.advice, status=error.status_code, headers=headers)


def install(app: FastAPI) -> None:
    """Makes every error of `app` a problem; unforeseen ones are caught by `assistant.api.middleware`."""
    for known in (
        ProblemError, AccessError, OverloadError, QuestionError, EngineError, UnknownAnswerError, JournalError,
        SnapshotError, EncoderError,
    ):  # fmt: skip
        app.add_exception_handler(known, _on_known)
    app.add_exception_handler(RequestValidationError, _on_invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _on_http)  # type: ignore[arg-type]


def documented(*kinds: ProblemKind) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that may answer with these kinds of problem."""
    responses: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        known = responses.get(kind.status)
        title = kind.title if known is None else f"{known['description']} ; {kind.title}"
        schema = {"$ref": "#/components/schemas/ProblemDetails"}
        responses[kind.status] = {"description": title, "content": {MEDIA_TYPE: {"schema": schema}}}
    return responses


router = APIRouter(prefix=TYPES_PATH, tags=["Erreurs"])


class ProblemPage(BaseModel):
    """Ce que veut dire un genre d'erreur."""

    type: str = Field(description="Adresse de cette page, telle que dans les erreurs.")
    title: str = Field(description="Nom du genre d'erreur.")
    status: int = Field(description="Code HTTP.")
    advice: str = Field(description="Que faire.")


@router.get("/{slug}", summary="Explique un genre d'erreur", responses=documented(UNKNOWN_PROBLEM))
def explain(
    slug: Annotated[str, Path(max_length=80, description="Fin du champ « type » d'une erreur.")],
) -> ProblemPage:
    """Page désignée par le champ `type` des erreurs."""
    kind = KINDS.get(slug)
    if kind is None:
        raise ProblemError(UNKNOWN_PROBLEM, UNKNOWN_PROBLEM.advice)
    return ProblemPage(
        type=f"{TYPES_PATH}/{kind.slug}", title=kind.title, status=kind.status, advice=kind.advice
    )
