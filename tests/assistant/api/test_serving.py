from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assistant.presentation.links import address
from index.settings import Settings

PROJECT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://localhost:8000"),
        ("0.0.0.0", "http://localhost:8000"),
        ("192.0.2.7", "http://192.0.2.7:8000"),
        ("2001:db8::7", "http://[2001:db8::7]:8000"),
    ],
)
def test_the_address_is_one_that_a_browser_can_open(host: str, expected: str) -> None:
    assert address(Settings(host=host)) == expected


def test_the_last_line_of_a_start_is_the_address(server) -> None:
    port = urlsplit(server.url).port
    assert server.out == [f"Prêt : http://localhost:{port}"]


def test_the_server_turns_to_no_other_host(server) -> None:
    server.ask("Que fait la Banque des Territoires ?")
    assert server.get("/").status == 200
    assert [line for line in server.err if line.startswith("OUTSIDE")] == []


def test_a_port_that_is_taken_is_one_clear_line(server, small_data) -> None:
    port = urlsplit(server.url).port
    code = (
        "from assistant.serving.server import serve; from index.settings import Settings; "
        f"serve(Settings(port={port}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert f":{port}" in line and "ASSISTANT_PORT" in line
