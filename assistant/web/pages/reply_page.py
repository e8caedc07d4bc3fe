"""POST /reponses/{format}: an answer of the page as a file to send. The page sends the answer back: it is written from
what the reader saw, whatever the journal keeps."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from assistant.presentation.links import base_url
from assistant.replies import Format, reply
from assistant.schema import Answer
from assistant.web.pages import layout

router = APIRouter(route_class=layout.PageRoute, include_in_schema=False)


@router.post("/reponses/{kind}")
def file_of(kind: Format, answer: Annotated[str, Form(max_length=200_000)], request: Request) -> Response:
    try:
        given = Answer.model_validate_json(answer)
    except ValidationError as error:
        raise RequestValidationError(
            error.errors(include_url=False, include_input=False, include_context=False)
        ) from None
    made = reply(given, kind, base_url=base_url(request))
    disposition = f'attachment; filename="{made.filename}"'
    return Response(
        made.content,
        media_type=made.media_type,
        headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
    )
