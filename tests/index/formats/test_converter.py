"""The process that reads untrusted files: it may die, the builder may not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.mutations import pdf_of
from bench.sample_files import HISTORY, docx, pdf_table
from index.errors import Problem, ReadingError
from index.formats import Converter
from index.formats.converter import Limits

ENDLESS = pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"2 0 R"])
"""An object that refers to itself: resolving it never ends."""


def test_one_process_reads_many_files() -> None:
    with Converter() as converter:
        texts = [converter.convert(Path(f"{n}.docx"), docx()).text for n in range(3)]
        assert converter.started == 1 and all(HISTORY in text for text in texts)


@pytest.mark.parametrize("limits", [Limits(processor_seconds=1), Limits(seconds=2)], ids=["processor", "clock"])
def test_a_file_without_end_is_refused_and_the_next_one_is_read(limits: Limits) -> None:
    with Converter(limits) as converter:
        with pytest.raises(ReadingError, match="took more than"):
            converter.convert(Path("a.pdf"), ENDLESS)
        with Converter() as other:  # as long as it takes on a busy machine
            assert HISTORY in other.convert(Path("b.pdf"), pdf_table()).text
        assert converter.started == 1


def test_a_file_that_needs_too_much_memory_is_refused_and_the_next_one_is_read() -> None:
    with Converter(Limits(memory=400_000_000)) as converter:
        with pytest.raises(ReadingError, match="memory|crash"):
            converter.convert(Path("a.json"), b"[" + b'{"a": 1},' * 1_900_000 + b'{"a": 1}]')
        assert "nom : b" in converter.convert(Path("b.json"), b'[{"nom": "b"}]').text
        assert converter.started == 2


def test_a_process_that_was_killed_between_two_files_is_started_anew() -> None:
    with Converter() as converter:
        converter.convert(Path("a.docx"), docx())
        assert converter._process is not None
        converter._process.kill()
        converter._process.wait()
        assert HISTORY in converter.convert(Path("b.docx"), docx()).text
        assert converter.started == 2


def test_a_closed_converter_leaves_no_process() -> None:
    converter = Converter()
    converter.convert(Path("a.docx"), docx())
    assert converter._process is not None
    identity = converter._process.pid
    converter.close()
    with pytest.raises(ProcessLookupError):
        os.kill(identity, 0)


def test_nothing_is_started_before_a_file_needs_it() -> None:
    with Converter() as converter:
        assert converter.started == 0


def test_the_process_gets_no_key_and_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_LLM_API_KEY", "clef-secrete")
    with Converter() as converter:
        converter.convert(Path("a.docx"), docx())
        assert converter._process is not None
        assert b"clef-secrete" not in Path(f"/proc/{converter._process.pid}/environ").read_bytes()


def test_a_wrong_front_matter_keeps_its_line(converter: Converter) -> None:
    with pytest.raises(Problem) as raised:
        converter.convert(Path("a.md"), b"---\ntitle: [\n---\ntexte\n")
    assert raised.value.line is not None


def test_a_converted_text_is_the_same_as_one_read_at_once(converter: Converter) -> None:
    from bench.sample_files import markdown
    from index.formats.known_formats import read_data

    assert converter.convert(Path("a.md"), markdown()) == read_data(Path("a.md"), markdown())
