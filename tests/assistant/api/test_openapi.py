from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.serving.app import create_app
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


def test_every_model_field_and_parameter_is_described_in_french(document: dict) -> None:
    english = {" the ", " of ", " and ", " with ", " what ", " whether ", " is "}
    described: dict[str, str | None] = {}
    for name, schema in document["components"]["schemas"].items():
        described[name] = schema.get("description")
        for field, found in schema.get("properties", {}).items():
            described[f"{name}.{field}"] = found.get("description")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            described[f"{method} {path}"] = operation.get("description")
            for parameter in operation.get("parameters", []):
                described[f"{path} {parameter['name']}"] = parameter.get("description")
    assert [name for name, text in described.items() if not text] == []
    assert [name for name, text in described.items() if any(word in f" {text} " for word in english)] == []


def test_what_is_sent_is_shown_by_example(document: dict) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for sent in operation.get("requestBody", {}).get("content", {}).values():
                name = sent["schema"]["$ref"].rsplit("/", 1)[1]
                assert document["components"]["schemas"][name].get("examples"), (path, name)


def test_a_list_is_asked_for_in_pages_and_texts_have_a_limit(document: dict) -> None:
    unbounded = []
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                schemas = [parameter["schema"], *parameter["schema"].get("anyOf", [])]
                if any(s.get("type") == "string" and not s.keys() & {"maxLength", "format", "enum"} for s in schemas):
                    unbounded.append((path, parameter["name"]))
    assert unbounded == []


def test_a_route_that_takes_anything_says_how_it_refuses_it(document: dict) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if operation.get("parameters") or "requestBody" in operation:
                assert ("400" if path.startswith("/v1/") else "422") in operation["responses"], (method, path)


def test_questions_are_shown_by_example(document: dict) -> None:
    assert document["components"]["schemas"]["AskRequest"]["examples"]


def test_the_api_does_not_import_the_page() -> None:
    """Gradio takes seconds and hundreds of megabytes that a helpdesk's API server has no use for."""
    code = (
        "import sys; from assistant.serving.app import create_app; from index.settings import Settings; "
        "create_app(Settings()).openapi(); print([m for m in ('gradio', 'torch') if m in sys.modules])"
    )
    project = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
