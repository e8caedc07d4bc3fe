"""Other readers: a cross-encoder of sentence-transformers, and a real HTTP service that speaks `/v1/rerank`."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.engine.assistant import Assistant
from assistant.search.foreign_reader import CrossEncoderReader, RerankReader, open_foreign
from index.encoder.encoder_card import ModelError
from index.encoder.reader import Readable, ReaderError
from index.settings import load_settings

TEXT = "Le taux est de 40 %. La demande se fait en ligne."
PASSAGE = Readable("Aide", TEXT, [(0, 20), (21, 49)])
OTHER = Readable("Prime", "La prime est versée en mai.", [(0, 27)])


class Service:
    """A reranking service whose relevance is the share of the question's words that a document holds."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.answer: Callable[[dict[str, Any]], tuple[int, bytes]] = self.relevance
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append(body)
                outer.keys.append(self.headers.get("Authorization"))
                status, content = outer.answer(body) if self.path == "/v1/rerank" else (404, b"")
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    @staticmethod
    def relevance(body: dict[str, Any]) -> tuple[int, bytes]:
        words = set(body["query"].lower().split())
        shares = [len(words & set(document.lower().split())) / len(words) for document in body["documents"]]
        results = [{"index": number, "relevance_score": share} for number, share in enumerate(shares)]
        return 200, json.dumps({"results": sorted(results, key=lambda result: -result["relevance_score"])}).encode()


@pytest.fixture
def service() -> Iterator[Service]:
    running = Service()
    yield running
    running.server.shutdown()


def test_a_service_judges_all_sentences_in_one_request(service: Service) -> None:
    reader = open_foreign(service.url, "relire", "secret")
    first, second = reader.judge("quel taux est demandé", [PASSAGE, OTHER])
    assert first.sentences.argmax() == 0 and first.passage == pytest.approx(first.sentences.max())
    assert len(second.sentences) == 1
    (asked,) = service.asked
    assert asked["model"] == "relire" and asked["documents"][0] == "Aide\nLe taux est de 40 %."
    assert service.keys == ["Bearer secret"]


@pytest.mark.parametrize(
    "answer",
    [
        (500, b""),
        (200, b"<html>"),
        (200, b'{"results": []}'),
        (200, b'{"results": [{"index": 7, "relevance_score": 1}]}'),
        (200, b'{"data": 1}'),
    ],
)
def test_a_service_that_answers_otherwise_is_told(service: Service, answer: tuple[int, bytes]) -> None:
    service.answer = lambda _: answer
    with pytest.raises(ReaderError, match=service.url):
        list(RerankReader(service.url, None, None).judge("quel taux", [PASSAGE]))


def test_a_dead_service_leaves_the_answer_unread(shipped_data: Path, service: Service) -> None:
    settings = load_settings(data=shipped_data, reader=service.url)
    assistant = Assistant.open(settings)
    assert assistant.ask("Combien de Territoires d'industrie ?").receipt.reader.startswith("rerank-")
    service.server.shutdown()
    service.server.server_close()
    answer = assistant.ask("Combien de Territoires d'industrie aujourd'hui ?")
    unread = Assistant.open(load_settings(data=shipped_data, reader="off")).ask("Combien de Territoires d'industrie aujourd'hui ?")
    assert answer.receipt.reader == "off" and answer.answer == unread.answer


def test_a_cross_encoder_judges_each_sentence(cross_encoder_folder: Path) -> None:
    first, second = CrossEncoderReader.open(str(cross_encoder_folder)).judge("quel taux", [PASSAGE, OTHER])
    assert first.sentences.shape == (2,) and second.sentences.shape == (1,)
    assert first.passage == pytest.approx(float(first.sentences.max()))


def test_a_cross_encoder_that_is_none_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="ASSISTANT_READER"):
        open_foreign(str(tmp_path), None, None)
