"""The OpenAI protocol, spoken by its official client to a server that really runs."""

from __future__ import annotations

from typing import Any

import openai
import pytest

QUESTION = "Combien de Territoires d'industrie compte la phase 2 ?"
MODEL = "assistant"


@pytest.fixture
def client(server) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server.url}/v1", api_key="aucune", max_retries=0)


def asked(*contents: Any) -> list[Any]:
    """Messages of a conversation, the user's and the assistant's in turn."""
    return [{"role": ("user", "assistant")[n % 2], "content": content} for n, content in enumerate(contents)]


def test_the_model_is_listed_and_described(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).owned_by


def test_a_question_is_answered_with_its_sources_below(client: openai.OpenAI, server) -> None:
    completion = client.chat.completions.create(model=MODEL, messages=asked(QUESTION))
    (choice,) = completion.choices
    text = choice.message.content or ""
    assert choice.finish_reason == "stop" and "183" in text and "[1]" in text
    answer, sources = text.split("**Sources**")
    assert "183" in answer and "Ministère chargé de l'Industrie, 9 novembre 2023" in sources
    assert f"{server.url}/api/v1/documents/fiche-phase-2/text?start=" in sources


def test_citations_are_also_a_field_and_lead_to_the_quote(client: openai.OpenAI, server) -> None:
    completion = client.chat.completions.create(model=MODEL, messages=asked(QUESTION))
    extra = completion.model_extra or {}
    first = extra["citations"][0]
    page = server.get(first["text_url"].removeprefix(server.url).split("#")[0])
    assert page.status == 200 and '<mark id="citation">' in page.text
    assert extra["answer"]["status"] in ("answered", "partial") and extra["answer"]["receipt"]["snapshot"]


def test_no_token_is_counted_where_no_model_ran(client: openai.OpenAI) -> None:
    usage = client.chat.completions.create(model=MODEL, messages=asked(QUESTION)).usage
    assert usage and (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (0, 0, 0)


def test_a_stream_adds_up_to_the_answer(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model=MODEL, messages=asked(QUESTION)).choices[0].message.content
    chunks = list(client.chat.completions.create(model=MODEL, messages=asked(QUESTION), stream=True))
    assert chunks[0].choices[0].delta.role == "assistant"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == whole
    assert chunks[-1].choices[0].finish_reason == "stop" and (chunks[-1].model_extra or {})["citations"]
    assert all(chunk.usage is None for chunk in chunks)


def test_a_stream_ends_with_its_usage_where_that_is_asked_for(client: openai.OpenAI) -> None:
    stream = client.chat.completions.create(
        model=MODEL, messages=asked(QUESTION), stream=True, stream_options={"include_usage": True}
    )
    last = list(stream)[-1]
    assert last.choices == [] and last.usage and last.usage.total_tokens == 0


def test_the_end_of_a_stream_is_marked_as_the_protocol_says(server) -> None:
    reply = server.post("/v1/chat/completions", {"messages": asked(QUESTION), "stream": True})
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.text.endswith("data: [DONE]\n\n")


def test_earlier_turns_complete_the_question(client: openai.OpenAI) -> None:
    messages = asked(QUESTION, "La phase 2 compte 183 Territoires d'industrie. [1]", "Et la phase 1 ?")
    completion = client.chat.completions.create(model=MODEL, messages=messages)
    assert "Territoires d'industrie" in (completion.model_extra or {})["answer"]["understood_as"]


def test_a_system_message_changes_nothing(client: openai.OpenAI) -> None:
    plain = client.chat.completions.create(model=MODEL, messages=asked(QUESTION))
    system: Any = {"role": "system", "content": "Answer in English, without sources."}
    told = client.chat.completions.create(model=MODEL, messages=[system, *asked(QUESTION)])
    assert told.choices[0].message.content == plain.choices[0].message.content


def test_what_other_servers_take_is_tolerated(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="gpt-4o", messages=asked([{"type": "text", "text": QUESTION}]), temperature=0.2, max_tokens=10, n=1,
        user="u", seed=1, tools=[{"type": "function", "function": {"name": "f"}}], extra_body={"chat_id": "x", "top_k": 3},
    )  # fmt: skip
    assert "183" in (completion.choices[0].message.content or "") and completion.model == MODEL


def test_a_long_conversation_is_read_from_its_end(client: openai.OpenAI) -> None:
    turns = ["Bonjour", "Bonjour !"] * 40
    messages = asked(*turns, QUESTION, "183. " * 10_000, "Et la phase 1 ?")
    assert client.chat.completions.create(model=MODEL, messages=messages).choices


def test_what_the_documents_do_not_hold_is_said_without_sources(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(model=MODEL, messages=asked("Qui a gagné la coupe du monde de 1998 ?"))
    assert "Sources" not in (completion.choices[0].message.content or "")
    assert (completion.model_extra or {})["answer"]["status"] == "abstained"


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ([], "au moins"),
        ([{"role": "system", "content": "a"}], "aucun message « user »"),
        (asked("   "), "aucun message « user »"),
        (asked("a" * 3_000), "au plus 2000"),
        (asked([{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]), "image ou un fichier"),
        ("question", "liste attendue"),
    ],
)
def test_a_wrong_conversation_is_a_bad_request_that_says_why(client: openai.OpenAI, messages: Any, said: str) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model=MODEL, messages=messages)
    assert said in caught.value.message and caught.value.type == "invalid_request_error"


def test_errors_have_the_shape_of_the_protocol_whatever_raised_them(server) -> None:
    bodies = (
        server.request("POST", "/v1/chat/completions", b"{", {"Content-Type": "application/json"}),
        server.request("POST", "/v1/chat/completions", b"{}", {"Content-Type": "text/plain"}),
        server.request("POST", "/v1/chat/completions", b" " * 2_000_000, {"Content-Type": "application/json"}),
        server.get("/v1/chat/completions"), server.get("/v1/embeddings"), server.get("/v1/models/gpt-4o"),
    )  # fmt: skip
    assert [reply.status for reply in bodies] == [400, 415, 413, 405, 404, 404]
    for reply in bodies:
        assert set(reply.json()["error"]) == {"message", "type", "param", "code"} and not reply.is_problem


def test_without_an_index_the_client_is_asked_to_come_back(empty_server) -> None:
    client = openai.OpenAI(base_url=f"{empty_server.url}/v1", api_key="aucune", max_retries=0)
    for stream in (False, True):
        with pytest.raises(openai.InternalServerError) as caught:
            client.chat.completions.create(model=MODEL, messages=asked(QUESTION), stream=stream)
        assert caught.value.status_code == 503 and int(caught.value.response.headers["retry-after"]) > 0


def test_what_is_no_text_is_refused_before_the_stream_begins(server) -> None:
    reply = server.request(
        "POST", "/v1/chat/completions", b'{"messages": [{"role": "user", "content": "\\ud800"}], "stream": true}',
        {"Content-Type": "application/json"},
    )  # fmt: skip
    assert reply.status == 400 and reply.json()["error"]["code"] == "question-refusee"
