"""/aide and /accessibilite: what the assistant knows and how it proves it; the accessibility statement."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from assistant.presentation import api_models
from assistant.web.freshness import OLD_YEARS, ages
from assistant.web.navigation import ACCESSIBILITY, HELP
from assistant.web.pages import layout
from assistant.web.site import Site, live_site
from index.records.registry import labels_of

router = APIRouter(route_class=layout.PageRoute, include_in_schema=False)


@router.get(HELP.path)
def help_page(request: Request, site: Annotated[Site, Depends(live_site)]) -> HTMLResponse:
    """Shown without an index too: it then leaves out the counts."""
    if site.snapshot is None:
        return layout.view("help.html", HELP, site, kinds=(), ages=None, built=None, contact=_contact(request))
    manifest = site.snapshot.manifest
    return layout.view(
        "help.html",
        HELP,
        site,
        kinds=[(labels_of(kind, site.programme)[1], count) for kind, count in manifest.kinds.items()],
        ages=ages(list(site.snapshot.documents()), api_models.today()),
        old_years=OLD_YEARS,
        built=manifest.created_on.astimezone().date(),
        listed=site.lists_members,
        contact=_contact(request),
    )


@router.get(ACCESSIBILITY.path)
def accessibility(request: Request, site: Annotated[Site, Depends(live_site)]) -> HTMLResponse:
    return layout.view("accessibility.html", ACCESSIBILITY, site, contact=_contact(request))


def _contact(request: Request) -> str | None:
    """Who runs the service, as the settings say it."""
    contact: str | None = request.app.state.settings.contact
    return contact
