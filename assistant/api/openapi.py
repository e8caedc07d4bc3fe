"""The OpenAPI document and its reader at /docs, served whole from this machine."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.staticfiles import StaticFiles

from assistant.access.roles import Role
from assistant.http import openai_errors, problem_kinds, problems
from assistant.http.problem_kinds import ProblemDetails
from assistant.http.problems import MEDIA_TYPE
from assistant.presentation import field_labels
from assistant.presentation.programme_texts import ProgrammeTexts
from assistant.service.served_programme import served_programme

DESCRIPTION = """
Questions et réponses sourcées sur un programme public et les offres de ses opérateurs.

- **Chaque phrase d'une réponse cite sa source** : document, éditeur, date, citation exacte et sa position.
- **Réponses en français** : l'en-tête `Accept-Language` est ignoré, à dessein.
- **Erreurs** : problèmes RFC 9457 (`application/problem+json`), en français, avec l'identifiant de la
requête.
- **Accès** : clé d'API, donnée par l'exploitant, en `Authorization: Bearer ati_…` ou `X-API-Key`. Chaque route dit le rôle
qu'elle demande (`lecture`, `helpdesk`, `admin`) ; la lecture peut être ouverte à tous. Trop d'appels : 429 et `Retry-After`.
- **Données personnelles** : n'en mettez pas dans les questions ; elles ne sont pas écrites dans les journaux.
"""

TAGS = [
    {"name": "Questions", "description": "Poser une question, en une fois ou au fil de l'eau."},
    {"name": "Protocole d'OpenAI", "description": "La même chose, pour Open WebUI et tout client de ce protocole."},
    {"name": "Recherche", "description": "Trouver des passages sans composer de réponse."},
    {"name": "Documents", "description": "Les textes sur lesquels reposent les réponses."},
    {"name": "Fiches", "description": "Événements, offres et opérateurs, avec leur validité à une date."},
    {"name": "Reçus et avis", "description": "Ce qui a été répondu, et ce qu'on en a pensé."},
    {"name": "Questions acceptées", "description": "Ce que l'on demande, lié aux phrases qui y répondent."},
    {"name": "Index", "description": "L'index en service."},
    {"name": "Santé", "description": "Pour la supervision."},
    {"name": "Erreurs", "description": "Ce que veulent dire les erreurs."},
]

ADDRESS = "/openapi.json"
ASSETS = "/docs/assets"
# Swagger UI writes inline styles and runs one inline script of FastAPI's; nothing may come from another host.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


def install(app: FastAPI) -> None:
    """Adds /docs and its files, and the problem schema to the OpenAPI document."""
    # The package carries Swagger UI; its own application class is not needed.
    app.mount(
        ASSETS, StaticFiles(directory=Path(str(files("fastapi_offline"))) / "static"), name="docs-assets"
    )

    # Synchronous, in the thread pool: the programme's name may have to be asked of an index that is still to be opened.
    @app.get(ADDRESS, include_in_schema=False)
    def document() -> JSONResponse:
        return JSONResponse(app.openapi())

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        page = get_swagger_ui_html(
            openapi_url=ADDRESS,
            title=f"{_title(app)} : API",
            swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
            swagger_css_url=f"{ASSETS}/swagger-ui.css",
            swagger_favicon_url=f"{ASSETS}/favicon.png",
            # Without this, Swagger UI sends the document's address to an outside validator.
            swagger_ui_parameters={"validatorUrl": None, "lang": "fr"},
        )
        html = bytes(page.body).decode().replace("<html>", '<html lang="fr">', 1)
        return HTMLResponse(html, headers={"Content-Security-Policy": POLICY})

    app.openapi = lambda: _titled(app)  # type: ignore[method-assign]


def _title(app: FastAPI) -> str:
    return ProgrammeTexts(served_programme(app.state.assistant)).title


def _titled(app: FastAPI) -> dict[str, Any]:
    """The document, under the name of the programme that is served now."""
    document = _document(app)
    return {**document, "info": {**document["info"], "title": _title(app)}}


def _document(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, summary=app.summary, description=app.description,
            routes=app.routes, tags=app.openapi_tags,
        )  # fmt: skip
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for error in (ProblemDetails, openai_errors.OpenAIError):
            described = error.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(described.pop("$defs", {}))
            schemas[error.__name__] = described
        _use_problems(document, schemas)
        field_labels.describe(schemas)
        _state_access(document, is_open=app.state.settings.access == "open")
        app.openapi_schema = document
    return app.openapi_schema


def _use_problems(document: dict[str, Any], schemas: dict[str, Any]) -> None:
    """FastAPI describes its own 422 on each route that takes parameters; ours are problems everywhere."""
    ours = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if path.startswith(openai_errors.PREFIX):  # the protocol says 400, which its routes declare
                operation["responses"].pop("422", None)
            elif "422" in operation["responses"]:
                operation["responses"]["422"]["content"] = ours
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)


def _state_access(document: dict[str, Any], *, is_open: bool) -> None:
    """What keys and limits answer on every route that asks for a role, and which role that is."""
    for path, operations in document["paths"].items():
        documented = openai_errors.documented if path.startswith(openai_errors.PREFIX) else problems.documented
        for operation in operations.values():
            roles = {role for scheme in operation.get("security", ()) for names in scheme.values() for role in names}
            if not roles:
                continue
            (role,) = roles
            operation["x-role"] = role
            if role == Role.LECTURE and is_open:
                operation["security"].append({})
            kinds = [problem_kinds.NO_KEY, problem_kinds.WRONG_KEY, problem_kinds.TOO_MANY, problem_kinds.NO_ACCESS]
            kinds += [] if role == Role.LECTURE else [problem_kinds.FORBIDDEN]
            for status, response in documented(*kinds).items():
                known = operation["responses"].setdefault(str(status), response)
                if known is not response:
                    known["description"] += f" ; {response['description']}"
