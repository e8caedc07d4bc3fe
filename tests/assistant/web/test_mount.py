from __future__ import annotations

import json
import re

import pytest

from assistant.web.mount import Frame, shell


def test_the_page_is_french_from_its_first_byte(server) -> None:
    page = server.get("/").text
    assert re.search(r'<html\s+lang="fr"', page)
    assert "<title>Assistant Territoires d’industrie</title>" in page
    assert "<noscript>" in page


def test_the_page_names_no_other_host(server) -> None:
    page = server.get("/").text
    own = server.url.removeprefix("http://127.0.0.1")
    addresses = set(re.findall(r"https?://[^\s\"'<>\\)]+", page))
    assert {address for address in addresses if own not in address and "w3.org" not in address} == set()


def test_the_browser_may_fetch_from_nowhere_else(server) -> None:
    policy = server.get("/").headers["content-security-policy"]
    assert "http" not in policy and "*" not in policy and "default-src 'self'" in policy


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://exemple.test/"),
        ("POST", "/gradio_api/run/answer"),
        ("POST", "/gradio_api/vibe-edit/"),
        ("POST", "/gradio_api/process_recording"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/monitoring"),
        ("POST", "/login"),
        ("GET", "/manifest.json"),
        ("PUT", "/"),
    ],
)
def test_what_the_page_does_not_need_of_gradio_does_not_exist(server, method: str, path: str) -> None:
    reply = server.request(method, path)
    assert reply.status in (404, 405) and reply.is_problem


def test_static_files_do_not_lead_out_of_their_folder(server) -> None:
    for path in (
        "/static/../../../../etc/passwd",
        "/assets/..%2f..%2f..%2f..%2fetc/passwd",
        "/static//etc/passwd",
    ):
        reply = server.get(path)
        assert reply.status >= 400 and "root:" not in reply.text


def test_a_query_on_the_page_restores_no_state(server) -> None:
    assert server.get("/?deep_link=../../etc/passwd").status == 200


def test_the_settings_of_the_page_collect_nothing(server) -> None:
    config = json.loads(
        re.search(r"window\.gradio_config = (\{.*?\});</script>", server.get("/").text).group(1)
    )
    assert config["analytics_enabled"] is False and config["run_history"] is False


def test_a_page_without_the_expected_marks_is_left_whole() -> None:
    assert shell("<p>autre chose</p>", Frame("tête", "titre", "pied", "accueil")) == "<p>autre chose</p>"
