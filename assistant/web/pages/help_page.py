"""/aide and /accessibilite: what the assistant knows and how it proves it; the accessibility statement."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.presentation import api_models
from assistant.service.answering import assistant_of
from assistant.web import examples
from assistant.web.freshness import OLD_YEARS, ages
from assistant.web.navigation import ACCESSIBILITY, HELP
from assistant.web.pages import layout
from index.encoder.encoder_card import EncoderError
from index.errors import SnapshotError
from index.records.kinds.territory import KIND as TERRITORY
from index.records.registry import labels_of

router = APIRouter(route_class=layout.PageRoute, include_in_schema=False)


@router.get(HELP.path)
def help_page(request: Request) -> HTMLResponse:
    """Shown without an index too: it then leaves out the counts."""
    try:
        snapshot = assistant_of(request).snapshot
    except (SnapshotError, EncoderError):
        return layout.view(
            "help.html", HELP, themes=examples.THEMES, kinds=(), ages=None, built=None, contact=_contact(request)
        )
    manifest = snapshot.manifest
    return layout.view(
        "help.html",
        HELP,
        themes=examples.THEMES,
        kinds=[(labels_of(kind, snapshot.programme)[1], count) for kind, count in manifest.kinds.items()],
        ages=ages(list(snapshot.documents()), api_models.today()),
        old_years=OLD_YEARS,
        built=manifest.created_on.astimezone().date(),
        territories=manifest.kinds.get(TERRITORY.id, 0),
        contact=_contact(request),
    )


@router.get(ACCESSIBILITY.path)
def accessibility(request: Request) -> HTMLResponse:
    return layout.view("accessibility.html", ACCESSIBILITY, contact=_contact(request))


def _contact(request: Request) -> str | None:
    """Who runs the service, as the settings say it."""
    contact: str | None = request.app.state.settings.contact
    return contact
