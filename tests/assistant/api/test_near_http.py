"""The server as it is set up by default, with the project's reader: what comes near, over the API, its stream, and the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

NEAR = "Quel est le salaire d'un chef de projet Territoires d'industrie ?"


@pytest.fixture(scope="module")
def judging(shipped_data: Path, reader_folder: Path, serving) -> Iterator:
    with serving(shipped_data, page=False, settings={"ASSISTANT_READER": "carried"}) as server:
        yield server


def test_near_over_the_api(judging) -> None:
    reply = judging.post("/api/v1/ask", {"question": NEAR, "as_of": "2026-11-28"})
    answer = reply.json()
    assert reply.status == 200 and answer["status"] == "near"
    assert answer["sentences"] == [] and 1 <= len(answer["near"]) <= 2 and answer["citations"]


def test_near_in_the_stream_comes_with_the_whole_answer_alone(judging) -> None:
    reply = judging.post("/api/v1/ask/stream", {"question": NEAR, "as_of": "2026-11-28"})
    events = [block.split("\n") for block in reply.text.replace("\r", "").strip().split("\n\n")]
    names = [line.removeprefix("event: ") for block in events for line in block if line.startswith("event: ")]
    assert "sentence" not in names and names[-1] == "done"
    done = json.loads(next(line for line in events[-1] if line.startswith("data: ")).removeprefix("data: "))
    assert done["status"] == "near"


def test_near_over_the_openai_door_says_so(judging) -> None:
    reply = judging.post("/v1/chat/completions", {"model": "assistant-territoires", "messages": [{"role": "user", "content": NEAR}]})
    assert reply.status == 200, reply.text
    assert "Ce qui s'en approche" in reply.json()["choices"][0]["message"]["content"]
