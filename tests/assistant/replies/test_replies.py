"""Replies opened with the libraries that their readers use, and checked for what a person would look for."""

from __future__ import annotations

import datetime as dt
import email
import io
import zipfile
from email.policy import default
from typing import Any

import pytest
from markdown_it import MarkdownIt

from assistant.replies import FORMATS, Format, reply
from assistant.schema import Answer

BASE = "https://assistant.exemple.test"
LINK = f"{BASE}/api/v1/documents/fiche-phase-2/text?start=13&end=80#citation"
HOSTILE = "<script>alert(1)</script> [ici](javascript:alert(2)) *gras* \x00\x0b | $x$ &lt; \u202eelos"


def an_answer(**changes: Any) -> Answer:
    """An answer of one sentence with one source, changed as asked."""
    citation = {
        "n": 1, "document_id": "fiche-phase-2", "title": "Dossier de presse", "publisher": "Ministère",
        "published_on": "2023-11-09", "url": "https://exemple.test/phase-2", "section": [], "start": 13, "end": 80,
        "quote": "La phase 2 compte 183 Territoires d'industrie.", "validity": {"state": "in_force"},
        **changes.pop("citation", {}),
    }  # fmt: skip
    base = {
        "id": "20261122T101500-9f8a3c21", "question": "Combien de territoires en phase 2 ?", "status": "answered",
        "engine": "extractive", "intent": "figures", "answer": "La phase 2 compte 183 Territoires d'industrie. [1]",
        "sentences": [
            {"text": "La phase 2 compte 183 Territoires d'industrie.", "citations": [1], "state": "verified"}
        ],
        "citations": [citation], "missing": [], "suggestions": [], "as_of": dt.date(2026, 11, 22),
        "understood_as": "Combien de territoires en phase 2 ?",
        "receipt": {"snapshot": "s", "encoder": "e", "engine": "extractive", "version": "0"}, "timings_ms": {},
    }  # fmt: skip
    return Answer.model_validate({**base, **changes})


def silent() -> Answer:
    return an_answer(
        status="abstained", answer="Je ne sais pas : cela ne figure pas dans les documents.", sentences=[],
        citations=[], missing=["Les documents consultés ne répondent pas à : « Combien ? »"],
    )  # fmt: skip


def shown(answer: Answer, format: Format, base_url: str = BASE) -> str:
    """All that a reader of the opened file sees, addresses of its links included."""
    content = reply(answer, format, base_url=base_url).content
    if format == "email":
        message = email.message_from_bytes(content, policy=default)
        return f"{message['Subject']}\n{message.get_content()}"
    if format == "markdown":
        return MarkdownIt("commonmark", {"html": True}).render(content.decode())
    return _docx(content) if format == "docx" else _odt(content)


def _docx(content: bytes) -> str:
    import docx

    document = docx.Document(io.BytesIO(content))
    addresses = [relation.target_ref for relation in document.part.rels.values() if relation.is_external]
    return "\n".join([document.core_properties.title, *(p.text for p in document.paragraphs), *addresses])


def _odt(content: bytes) -> str:
    from odfdo import Document

    document = Document(io.BytesIO(content))
    addresses = [link.url for link in document.body.get_links()]
    return "\n".join([document.meta.title, document.get_formatted_text(), *addresses])


@pytest.mark.parametrize("format", FORMATS)
def test_a_reply_greets_answers_and_names_its_sources_with_their_dates(format: Format) -> None:
    text = shown(an_answer(), format).replace("&amp;", "&")
    for expected in (
        "Bonjour,", "Combien de territoires en phase 2 ?", "La phase 2 compte 183 Territoires d'industrie.", "[1]",
        "Dossier de presse", "Ministère, 9 novembre 2023, en vigueur", LINK, "https://exemple.test/phase-2",
        "Cordialement,", "22 novembre 2026", "20261122T101500-9f8a3c21",
    ):  # fmt: skip
        assert expected in text, expected


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_not_known_is_said(format: Format) -> None:
    text = shown(an_answer(status="partial", missing=["Aucune source ne répond pour : 2030."]), format)
    assert "Ce que les documents ne disent pas" in text and "Aucune source ne répond pour : 2030." in text


@pytest.mark.parametrize("format", FORMATS)
def test_a_silence_is_a_reply_without_sources(format: Format) -> None:
    text = shown(silent(), format)
    assert "Je ne sais pas : cela ne figure pas dans les documents." in text
    assert "Sources" not in text and "ne répondent pas à" not in text


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_words_are_shown_as_words(format: Format) -> None:
    answer = an_answer(
        question=HOSTILE, citation={"title": HOSTILE, "publisher": HOSTILE, "url": "javascript:alert(3)"}
    )
    text = shown(answer, format)
    assert "javascript:alert(3)" not in text and "\x00" not in text and "\u202e" not in text
    if format == "markdown":
        assert "<script>" not in text and "<em>gras</em>" not in text and 'href="javascript' not in text
        assert "&lt;script&gt;" in text and "*gras*" in text
    else:
        assert "<script>alert(1)</script> [ici](javascript:alert(2)) *gras*" in text


@pytest.mark.parametrize("format", FORMATS)
def test_a_source_without_date_issuer_or_address_says_so(format: Format) -> None:
    answer = an_answer(citation={"publisher": None, "published_on": None, "url": None})
    text = shown(answer, format, base_url="")
    assert "éditeur non identifié, date inconnue" in text
    assert "Voir la publication" not in text and "Lire la citation" not in text


def test_the_media_type_and_the_name_fit_the_format() -> None:
    made = {format: reply(an_answer(), format, base_url=BASE) for format in FORMATS}
    assert {r.filename for r in made.values()} == {
        f"reponse-20261122T101500-9f8a3c21.{end}" for end in ("eml", "md", "docx", "odt")
    }
    assert made["email"].media_type == "message/rfc822" and made["markdown"].media_type.startswith("text/markdown")
    with zipfile.ZipFile(io.BytesIO(made["odt"].content)) as archive:
        assert archive.read("mimetype").decode() == made["odt"].media_type


def test_an_email_opens_as_a_draft_and_its_subject_holds_no_second_header() -> None:
    answer = an_answer(question="Combien ?\r\nBcc: tous@exemple.test " + "très long " * 50)
    message = email.message_from_bytes(reply(answer, "email", base_url=BASE).content, policy=default)
    assert message["X-Unsent"] == "1" and message["Bcc"] is None
    assert len(message["Subject"]) < 140


def test_no_line_of_an_email_is_longer_than_mail_servers_take() -> None:
    content = reply(an_answer(citation={"quote": "mot " * 2_000}), "email", base_url=BASE).content
    assert max(map(len, content.split(b"\r\n"))) <= 998


def test_a_reply_can_be_indexed_in_its_turn() -> None:
    """What we write, our own readers read."""
    from index.formats.opendocument import read_odt

    read = read_odt(reply(an_answer(), "odt", base_url=BASE).content)
    assert "La phase 2 compte 183 Territoires d'industrie." in read.text and "Sources" in read.text


def test_the_marks_of_a_word_document_lead_to_their_sources() -> None:
    content = reply(an_answer(), "docx", base_url=BASE).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
    assert 'w:anchor="source-1"' in body and 'w:name="source-1"' in body


@pytest.mark.parametrize("start", ["- tiret", "# titre", "1. rang", "+ plus", "> dit", "=== trait"])
def test_a_sentence_that_looks_like_markup_stays_a_sentence(start: str) -> None:
    sentence = {"text": f"{start} de la phase 2.", "citations": [1], "state": "verified"}
    html = shown(an_answer(sentences=[sentence]), "markdown").replace("&gt;", ">")
    assert f"<p>{start} de la phase 2. [1]</p>" in html
