"""The command line in a real shell: what it prints, its exit codes, its one-line errors."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[3]
COMMAND = Path(sys.executable).with_name("assistant")
CORPUS = Path(__file__).resolve().parents[1] / "corpus"
QUESTION = "Jusqu'à quel taux la Banque des Territoires cofinance-t-elle les études d'ingénierie ?"
ANSWER_KEYS = {
    "id", "question", "status", "engine", "intent", "answer", "sentences", "citations", "missing", "suggestions", "as_of",
    "understood_as", "receipt", "timings_ms",
}  # fmt: skip
CITATION_KEYS = {
    "n", "document_id", "title", "publisher", "published_on", "url", "section", "quote", "start", "end", "validity",
}  # fmt: skip
RESULT_KEYS = {"document_id", "passage_id", "title", "section", "text", "start", "end", "score"}


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        assert self.code == 0, self.err
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> str:
        """The one line of a failure."""
        assert self.code == 1, (self.code, self.out, self.err)
        lines = [line for line in self.err.splitlines() if not line.endswith("…")]  # without the steps of a build
        assert len(lines) == 1 and lines[0].startswith("Erreur : "), self.err
        return lines[0]


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name == "ASSISTANT_READER" or not name.startswith("ASSISTANT_")}
    return {**kept, "OMP_NUM_THREADS": "1", **settings}


def run(*arguments: str | Path, cwd: Path = PROJECT, **settings: str) -> Run:
    done = subprocess.run(
        [str(COMMAND), *map(str, arguments)], cwd=cwd, env=environment(**settings), capture_output=True, timeout=120,
    )  # fmt: skip
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def lines_file(folder: Path, lines: Sequence[object]) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n", "utf-8")
    return path


# --- asking ----------------------------------------------------------------------------------------


def test_a_reply_ready_to_send_is_written_to_the_output(small_data: Path) -> None:
    done = run("ask", QUESTION, "--format", "markdown", "--data", small_data, ASSISTANT_PUBLIC_URL="https://ici.test")
    assert done.code == 0 and done.out.startswith("Bonjour,") and "https://ici.test/api/v1/documents/" in done.out
    assert run("ask", QUESTION, "--format", "odt", "--json", "--data", small_data).code == 2


def test_filters_choose_what_is_searched_and_what_may_answer(small_data: Path) -> None:
    options = ("--operator", "BDT", "--kind", "offer", "--status", "in_force", "--after", "2019-01-01", "--data", small_data)
    results = run("search", "ingénierie", "--json", *options).json["results"]
    assert {result["document_id"] for result in results} == {"bdt-prets"}
    cited = {citation["document_id"] for citation in run("ask", QUESTION, "--json", *options).json["citations"]}
    assert cited <= {"bdt-prets"}
    assert "banque-des-territoires" in run("search", "prêt", "--operator", "zorglub", "--data", small_data).error
    assert run("search", "prêt", "--after", "2024-01-02", "--before", "2024-01-01", "--data", small_data).code == 2


def test_ask_prints_the_answer_with_its_sources(small_data: Path) -> None:
    done = run("ask", QUESTION, "--data", small_data)
    assert done.code == 0 and done.err == ""
    assert "50 %" in done.out.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Sources" in done.out and "Banque des Territoires, mars 2019" in done.out


def test_ask_json_is_the_answer_object_of_the_contract(small_data: Path) -> None:
    answer = run("ask", QUESTION, "--json", "--as-of", "2026-11-21", "--data", small_data).json
    assert set(answer) == ANSWER_KEYS
    assert answer["question"] == QUESTION and answer["as_of"] == "2026-11-21"
    assert answer["status"] in ("answered", "partial") and answer["engine"] == "extractive"
    assert all(set(sentence) == {"text", "citations", "state"} for sentence in answer["sentences"])
    assert answer["citations"] and all(set(citation) == CITATION_KEYS for citation in answer["citations"])
    assert all(set(citation["validity"]) == {"from", "to", "state"} for citation in answer["citations"])
    assert set(answer["receipt"]) == {"snapshot", "encoder", "reader", "engine", "version"}
    assert set(answer["timings_ms"]) == {"understand", "encode", "retrieve", "read", "compose", "verify", "total"}


def test_ask_batch_prints_one_answer_per_line_with_its_id(small_data: Path, tmp_path: Path) -> None:
    file = lines_file(
        tmp_path,
        [
            {"id": "a", "question": QUESTION, "as_of": "2020-06-01", "category": "passed over"},
            {"id": 7, "question": "Et jusqu'à quand ?", "history": [QUESTION]},
            {"id": "c", "question": "Et lui ?", "history": [{"role": "user", "content": QUESTION}]},
        ],
    )
    answers = run("ask", "--batch", file, "--data", small_data).lines
    assert [answer["id"] for answer in answers] == ["a", "7", "c"]
    assert all(set(answer) == ANSWER_KEYS for answer in answers)
    assert answers[0]["as_of"] == "2020-06-01" and answers[0]["understood_as"] == QUESTION
    assert answers[1]["understood_as"] != answers[1]["question"] == "Et jusqu'à quand ?"


def test_ask_explains_what_decided_the_answer(small_data: Path) -> None:
    done = run("ask", QUESTION, "--explain", "--data", small_data)
    assert f"Question comprise : {QUESTION}" in done.out
    for line in ("Recherche : passages", "Preuves suffisantes : probabilité", "Forme de réponse retenue", "Phrases vérifiées"):
        assert line in done.out
    assert "Décisions" not in run("ask", QUESTION, "--data", small_data).out
    assert run("ask", QUESTION, "--explain", "--format", "odt", "--data", small_data).code == 2


def test_ask_json_has_the_trace_where_it_is_asked_for(small_data: Path, tmp_path: Path) -> None:
    answer = run("ask", QUESTION, "--explain", "--json", "--data", small_data).json
    assert set(answer) == {*ANSWER_KEYS, "trace"} and answer["trace"][0]["step"] == "reading"
    file = lines_file(tmp_path, [{"id": "a", "question": QUESTION}])
    (line,) = run("ask", "--batch", file, "--explain", "--data", small_data).lines
    assert line["trace"] == answer["trace"]


def test_ask_takes_the_conversation_from_a_file(small_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "avant.json"
    file.write_text(json.dumps(["Que finance la Banque des Territoires ?"]), "utf-8")
    answer = run("ask", "Et jusqu'à quel taux ?", "--history", file, "--json", "--data", small_data).json
    assert "Banque des Territoires" in answer["understood_as"]


def test_search_prints_the_results_of_the_contract_best_first(small_data: Path) -> None:
    results = run("search", "études d'ingénierie", "-k", "3", "--json", "--data", small_data).json["results"]
    assert 0 < len(results) <= 3 and all(set(result) == RESULT_KEYS for result in results)
    assert [r["score"] for r in results] == sorted((r["score"] for r in results), reverse=True)


def test_search_batch_prints_the_results_of_each_line(small_data: Path, tmp_path: Path) -> None:
    file = lines_file(tmp_path, [{"id": n, "question": QUESTION, "history": []} for n in ("a", "b")])
    found = run("search", "--batch", file, "-k", "2", "--data", small_data).lines
    assert [set(line) for line in found] == [{"id", "results"}] * 2 and [line["id"] for line in found] == ["a", "b"]
    assert found[0]["results"] == found[1]["results"] and len(found[0]["results"]) == 2


def test_asking_imports_nothing_heavy(small_data: Path) -> None:
    """PyTorch takes ten seconds to import, Gradio four, LlamaIndex three: none may stand between a question and its answer where
    nothing asks for it."""
    code = (
        "import sys\nfrom assistant.serving.main import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as exit:\n    assert not exit.code, exit.code\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'gradio', 'fastapi', 'trafilatura', 'llama_index'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "ask", QUESTION, "--data", str(small_data)],
        cwd=PROJECT, env=environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


# --- indexing --------------------------------------------------------------------------------------


def test_index_builds_then_finds_nothing_to_do_then_goes_back(tmp_path: Path) -> None:
    corpus = shutil.copytree(CORPUS, tmp_path / "corpus")
    (corpus / "note.txt").write_text("Une note\n\nLa note parle du programme.\n", "utf-8")
    options = ("--corpus", corpus, "--data", tmp_path / "data", "--json")

    dry = run("index", "--dry-run", *options).json
    assert dry["built"] is False and dry["snapshot"] is None and "note" in dry["added"]
    assert not (tmp_path / "data" / "CURRENT").exists()

    first = run("index", *options).json
    assert first["built"] and first["counts"]["documents"] == len(first["added"]) and first["rejected"] == []
    again = run("index", *options).json
    assert not again["built"] and again["snapshot"] == first["snapshot"] and again["unchanged"] == len(first["added"])

    (corpus / "note.txt").write_text("", "utf-8")
    second = run("index", *options).json
    assert second["removed"] == ["note"] and len(second["rejected"]) == 1
    assert run("index", "--rollback", "--data", tmp_path / "data", "--json").json == {"snapshot": first["snapshot"]}
    assert "earlier snapshot" in run("index", "--rollback", "--data", tmp_path / "data").error


@pytest.mark.parametrize("files", [{}, {"image.txt": bytes(500)}])
def test_a_corpus_without_documents_is_one_line_of_error(tmp_path: Path, files: dict[str, bytes]) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, content in files.items():
        (corpus / name).write_bytes(content)
    assert "no document in" in run("index", "--corpus", corpus, "--data", tmp_path / "data").error


def test_a_corpus_that_does_not_exist_is_one_line_of_error(tmp_path: Path) -> None:
    assert "absent" in run("index", "--corpus", tmp_path / "absent", "--data", tmp_path / "data").error


# --- wrong use and failures --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",), ("search",), ("ask", "Quoi ?", "--as-of", "demain"), ("ask", "--batch", "absent.jsonl"), ("nimporte",),
        ("ask", "Quoi ?", "--inconnu"), ("search", "prêts", "-k", "0"), ("ask", "Quoi ?", "--history", "absent.json"),
    ],
)  # fmt: skip
def test_wrong_usage_is_code_two(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.code == 2 and done.out == "" and done.err


@pytest.mark.parametrize("question", ["", "?!…"])
def test_an_empty_question_is_one_line_of_error(small_data: Path, question: str) -> None:
    assert "vide" in run("ask", question, "--data", small_data).error


def test_a_question_of_twenty_thousand_characters_is_one_line_of_error(small_data: Path) -> None:
    assert "20000 caractères" in run("ask", "a" * 20_000, "--data", small_data).error


def test_no_index_is_one_line_that_names_the_command(tmp_path: Path) -> None:
    assert "assistant index" in run("ask", QUESTION, "--data", tmp_path).error


def test_an_encoder_that_is_not_prepared_is_one_line_that_names_the_command(small_data: Path) -> None:
    done = run("ask", QUESTION, "--data", small_data, ASSISTANT_ENCODER="absent/modele")
    assert "assistant model prepare" in done.error


def test_a_snapshot_of_another_encoder_is_one_line_that_names_the_command(small_data: Path, tmp_path: Path) -> None:
    data = shutil.copytree(small_data, tmp_path / "data")
    path = next((data / "snapshots").glob("*/manifest.json"))
    manifest = json.loads(path.read_text("utf-8"))
    manifest["encoder"].update(fingerprint="0123456789abcdef", name="un-autre-modele")
    path.write_text(json.dumps(manifest), "utf-8")
    error = run("ask", QUESTION, "--data", data).error
    assert "un-autre-modele" in error and "assistant index --full" in error


@pytest.mark.parametrize("name", ["documents.sqlite", "chroma/chroma.sqlite3"])
def test_a_damaged_snapshot_is_one_line_that_names_the_command(small_data: Path, tmp_path: Path, name: str) -> None:
    data = shutil.copytree(small_data, tmp_path / "data")
    next((data / "snapshots").glob(f"*/{name}")).write_bytes(b"\x00ruine\xff" * 64)
    assert "assistant index --full" in run("ask", QUESTION, "--data", data).error


def test_an_unknown_setting_is_one_line_that_names_the_nearest(small_data: Path) -> None:
    error = run("ask", QUESTION, "--data", small_data, ASSISTANT_ENCODEUR="auto").error
    assert "ASSISTANT_ENCODEUR" in error and "ASSISTANT_ENCODER" in error


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"id": "a", "question": "Quoi ?"}\n{"id": "b"}\n', "questions.jsonl:2 question"),
        ('{"id": "a", "question": "où ?"}\n'.encode("latin-1"), "UTF-8"),
    ],
    ids=["field missing", "latin-1"],
)
def test_a_bad_batch_prints_no_answer_and_one_line_of_error(
    small_data: Path, tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "questions.jsonl").write_bytes(content)
    done = run("ask", "--batch", tmp_path / "questions.jsonl", "--data", small_data)
    assert told in done.error and done.out == ""


def test_a_reader_that_goes_away_is_no_traceback(small_data: Path, tmp_path: Path) -> None:
    file = lines_file(tmp_path, [{"id": n, "question": QUESTION} for n in range(50)])
    command = f"'{COMMAND}' ask --batch '{file}' --data '{small_data}' | head -n 1"
    done = subprocess.run(["sh", "-c", command], cwd=PROJECT, env=environment(), capture_output=True, text=True)
    assert json.loads(done.stdout)["id"] == "0" and "Traceback" not in done.stderr


# --- doctor ----------------------------------------------------------------------------------------


def test_doctor_tells_what_is_well(small_data: Path) -> None:
    report = run("doctor", "--json", "--data", small_data).json
    assert report["errors"] == 0
    assert {"index", "encodeur", "vecteurs", "disque"} <= {finding["check"] for finding in report["findings"]}
    assert all(set(finding) == {"check", "state", "message", "remedy"} for finding in report["findings"])


def test_doctor_fails_with_a_remedy_where_there_is_no_index(tmp_path: Path) -> None:
    done = run("doctor", "--data", tmp_path)
    assert done.code == 1
    assert "erreur index :" in done.out and "→ lancez « assistant index »" in done.out


def test_doctor_tells_a_journal_that_cannot_be_read(small_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(small_data, data, ignore=shutil.ignore_patterns("journal*"))  # its log would heal the damage
    (data / "journal.sqlite").write_bytes(b"ruine" * 999)
    done = run("doctor", "--json", "--data", data)
    found = {finding["check"]: finding for finding in json.loads(done.out)["findings"]}
    assert done.code == 1 and found["journal"]["state"] == "error" and found["journal"]["remedy"]


def test_doctor_tells_a_language_model_that_does_not_answer(small_data: Path) -> None:
    settings = {"ASSISTANT_LLM_BASE_URL": "http://127.0.0.1:9/v1", "ASSISTANT_LLM_MODEL": "absent", "ASSISTANT_LLM_TIMEOUT": "2"}
    done = run("doctor", "--json", "--data", small_data, **settings)
    found = {finding["check"]: finding for finding in json.loads(done.out)["findings"]}
    assert done.code == 1 and found["modèle"]["state"] == "error"
    assert "ASSISTANT_LLM_BASE_URL" in found["modèle"]["remedy"]
