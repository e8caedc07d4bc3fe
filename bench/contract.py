"""Whether the API keeps what its OpenAPI document says, with and without a key: `python -m bench.contract`.

Schemathesis makes the requests, sound and unsound ones; nothing may answer an undocumented 5xx, differ from its schema, or be
given to somebody who lacks the role. The runs are made against servers of their own over a copy of the live snapshot: each
role's key and no key where keys are asked for, and no key where reading is open."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.access.keys import KeyStore
from assistant.access.roles import Role
from bench.contract_checks import HELD, OPEN
from bench.processes import BenchError, copy_live_index, serving
from index.settings import load_settings

CASES = 10_000
"""Requests over all runs, at least."""
_SHARES = {Role.ADMIN: 0.4, Role.LECTURE: 0.2, Role.HELPDESK: 0.1, None: 0.15, OPEN: 0.15}
"""Of the cases, by the key that is shown. A key of the last role reaches the most code."""
_CONFIGURATION = """
hooks = "bench.contract_checks"
# A question without a word, a filter that names what the index does not hold: refused for what they say, which no schema
# can tell beforehand.
""" + "".join(
    f'[[operations]]\ninclude-path = "{path}"\n'
    f'checks.positive_data_acceptance.expected-statuses = ["2xx", "{refused}", "401", "403", "404", "429"]\n'
    for path, refused in (
        ("/api/v1/ask", 422),
        ("/api/v1/ask/stream", 422),
        ("/api/v1/search", 422),
        ("/api/v1/documents", 422),
        ("/api/v1/events", 422),
        ("/api/v1/offers", 422),
        ("/api/v1/questions", 422),
        ("/v1/chat/completions", 400),
    )
)


@dataclass(frozen=True)
class Run:
    """What came of the requests that showed one key, or none."""

    shown: str
    cases: int
    failures: tuple[str, ...]

    @property
    def line(self) -> str:
        return f"{self.shown:<22}{self.cases:>7} cases  " + ("; ".join(self.failures) or "no failure")


def check(url: str, *, shown: str, role: str, token: str | None, examples: int, phases: str, seed: int) -> Run:
    """Runs Schemathesis against a server, `examples` a route, and reads its report. Raises RuntimeError when it could not run."""
    with tempfile.TemporaryDirectory(prefix="contract-") as scratch:
        report, configuration = Path(scratch, "report.json"), Path(scratch, "schemathesis.toml")
        configuration.write_text(_CONFIGURATION, "utf-8")
        command = [
            sys.executable,
            "-m",
            "schemathesis.cli",
            "--config-file",
            str(configuration),
            "run",
            f"{url}/openapi.json",
        ]
        command += ["--no-color", "--max-examples", str(examples), "--phases", phases, "--seed", str(seed)]
        command += ["--request-timeout", "60", "--suppress-health-check", "all", "--generation-database", "none"]
        command += ["--report", "json", "--report-json-path", str(report), "--continue-on-failure"]
        command += ["--header", f"Authorization: Bearer {token}"] if token else []
        # Its own clean directory: it leaves a cache where it runs.
        done = subprocess.run(
            command, cwd=scratch, env={**os.environ, HELD: role}, capture_output=True, text=True, encoding="utf-8"
        )
        if not report.exists():
            raise RuntimeError("Schemathesis did not run: " + (done.stderr or done.stdout)[-800:])
        found = json.loads(report.read_text("utf-8"))
    failures = [
        f"{failure['title']} ×{failure['count']}: {_named(failure['operations'])}" for failure in found["failures"]
    ]
    failures += [f"error: {str(error)[:200]}" for error in found["errors"]]
    if not found["complete"]:
        failures.append("incomplete")
    if failures:
        print(done.stdout[-20_000:], file=sys.stderr)
    return Run(shown, found["test_cases"]["generated"], tuple(failures))


def _named(operations: Sequence[Any]) -> str:
    return ", ".join(str(operation) for operation in operations[:4])


def measure(cases: int, seed: int, scratch: Path) -> list[Run]:
    """All runs over servers of this project's live snapshot."""
    data = scratch / "data"
    copy_live_index(load_settings().data, data)
    corpus = shutil.copytree(load_settings().corpus, scratch / "corpus")  # questions are added to it
    runs: list[Run] = []
    with ExitStack() as stack:
        keys, own = KeyStore(data), {"ASSISTANT_CORPUS": str(corpus)}
        log = stack.enter_context(open(scratch / "server.log", "w"))
        guarded, _ = stack.enter_context(serving(data, log, "--no-page", settings={"ASSISTANT_ACCESS": "keys", **own}))
        unguarded, _ = stack.enter_context(serving(data, log, "--no-page", settings={"ASSISTANT_ACCESS": "open", **own}))
        for held, share in _SHARES.items():
            wanted, got = int(cases * share), 0
            token = keys.create(f"contract {held}", held)[1] if isinstance(held, Role) else None
            url = str((unguarded if held == OPEN else guarded).base_url)
            shown = {None: "no key", OPEN: "no key, reading open"}.get(held, f"{held} key")
            phases, examples, turn = "examples,coverage,fuzzing,stateful", 20, seed
            while got < wanted:  # how many cases come of an example depends on the routes
                run = check(url, shown=shown, role=held or "", token=token, examples=examples, phases=phases, seed=turn)
                runs.append(run)
                print(run.line, flush=True)
                got += run.cases
                missing = max(0, wanted - got)
                phases, turn = "fuzzing", turn + 1
                examples = max(5, missing // 15)
    return runs


def main(arguments: list[str] | None = None) -> int:
    """0 nothing found, 1 something found or not run."""
    parser = argparse.ArgumentParser(prog="python -m bench.contract", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES, help=f"requests at least (default: {CASES})")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="contract-") as scratch:
            runs = measure(options.cases, options.seed, Path(scratch))
    except (BenchError, RuntimeError, OSError) as error:
        print(f"contract: {error}", file=sys.stderr)
        return 1
    failures = sum(len(run.failures) for run in runs)
    print(f"{sum(run.cases for run in runs)} cases, {failures} kinds of failure")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
