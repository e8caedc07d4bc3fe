from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.api.app import create_app
from index.settings import Settings


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict:
    return create_app(Settings(data=tmp_path_factory.mktemp("none"))).openapi()


def test_every_route_says_what_it_does_in_french_and_which_problems_it_gives(document: dict) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation.get("summary") and operation.get("tags"), (method, path)
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    kind = "application/json" if path.startswith("/v1/") else "application/problem+json"
                    assert list(response["content"]) == [kind], (method, path, status)


def test_every_reference_of_the_document_leads_somewhere(document: dict) -> None:
    names = set(document["components"]["schemas"])

    def references(node: object) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"].rsplit("/", 1)[1]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*map(references, node.values()))
        return set().union(*map(references, node)) if isinstance(node, list) else set()

    assert references(document) <= names
    assert "HTTPValidationError" not in names


def test_questions_are_shown_by_example(document: dict) -> None:
    assert document["components"]["schemas"]["AskRequest"]["examples"]


def test_the_api_does_not_import_the_page() -> None:
    """Gradio takes seconds and hundreds of megabytes that a helpdesk's API server has no use for."""
    code = (
        "import sys; from assistant.api.app import create_app; from index.settings import Settings; "
        "create_app(Settings()).openapi(); print([m for m in ('gradio', 'torch') if m in sys.modules])"
    )
    project = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
