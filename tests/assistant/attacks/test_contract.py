"""A short run of what `python -m bench.contract` does at length."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from assistant.http.admission import Role, require
from assistant.serving.app import create_app
from bench.contract import Run, check
from index.settings import Settings
from tests.assistant.attacks.conftest import served


def short(url: str, role: str, token: str | None) -> Run:
    return check(url, shown=role or "no key", role=role, token=token, examples=10, phases="examples,fuzzing", seed=1)


@pytest.mark.parametrize("role", ["admin", "lecture", ""])
def test_the_api_keeps_what_its_document_says(guarded, tokens: dict[str, str], role: str) -> None:
    run = short(guarded.url, role, tokens.get(role))
    assert run.failures == () and run.cases > 80


class Promise(BaseModel):
    number: int


@pytest.fixture
def unfaithful(tmp_path) -> Iterator[str]:
    """An API that says one thing and does another: a role that is not asked for, a defect, a shape that differs."""
    app: FastAPI = create_app(Settings(data=tmp_path))

    @app.get("/api/v1/faux/role", dependencies=[Depends(require(Role.LECTURE))])
    def role() -> Promise:
        return Promise(number=1)

    @app.get("/api/v1/faux/defaut")
    def defect(number: int = 0) -> Promise:
        raise RuntimeError

    @app.get("/api/v1/faux/forme", response_model=Promise)
    def shape() -> JSONResponse:
        return JSONResponse({"number": "un"})

    document = app.openapi()
    document["paths"] = {path: item for path, item in document["paths"].items() if "/faux/" in path}
    document["paths"]["/api/v1/faux/role"]["get"]["x-role"] = "admin"
    with served(app) as (host, port):
        yield f"http://{host}:{port}"


def test_an_api_that_does_not_is_found_out(unfaithful: str) -> None:
    found = "\n".join(short(unfaithful, "open", None).failures)
    assert "/faux/defaut" in found and "/faux/forme" in found and "/faux/role" in found
