"""Passages never split a sentence, a table row, or a list from its lead-in, and lose nothing."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents.document import Document
from index.formats.markdown import read_markdown
from index.language.sentences import split_sentences
from index.storage.passages import MAX_WORDS, TARGET_WORDS, Passage, cut, encoded_text

WORDS = [
    "le",
    "programme",
    "aide",
    "les",
    "communes",
    "qui",
    "gardent",
    "leurs",
    "usines",
    "et",
    "forment",
    "des",
    "jeunes",
    "dès",
    "2019",
    "à",
    "40",
    "%",
]


def sentences(minimum: int = 2, maximum: int = 60) -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from(WORDS), min_size=minimum, max_size=maximum)
    return st.builds(lambda found, end: " ".join(found).capitalize() + end, words, st.sampled_from([".", " ?", " !"]))


def blocks() -> st.SearchStrategy[str]:
    """Blocks of Markdown: headings, paragraphs, lists behind their lead-in, tables."""
    paragraph = st.lists(sentences(), min_size=1, max_size=5).map(" ".join)
    heading = sentences(2, 6).map(lambda text: "## " + text[:-1].strip())
    items = st.lists(sentences(1, 30), min_size=1, max_size=12)
    bullets = items.map(lambda found: "Le programme finance :\n\n" + "\n".join(f"- {item}" for item in found))
    rows = st.lists(st.tuples(sentences(1, 12), sentences(1, 12)), min_size=1, max_size=15)
    table = rows.map(lambda found: "| Offre | Durée |\n| --- | --- |\n" + "\n".join(f"| {a} | {b} |" for a, b in found))
    return st.one_of(paragraph, heading, bullets, table)


def documents() -> st.SearchStrategy[Document]:
    return st.lists(blocks(), min_size=1, max_size=12).map(lambda found: document("\n\n".join(found)))


def document(markdown: str, title: str = "Un document") -> Document:
    canonical = read_markdown(markdown)
    return Document(id="d", title=title, text=canonical.text, headings=canonical.headings)


def holder(passages: list[Passage], start: int, end: int) -> list[Passage]:
    return [passage for passage in passages if passage.start <= start and end <= passage.end]


@given(documents())
@settings(max_examples=60, deadline=None)
def test_every_sentence_lies_whole_in_exactly_one_passage(source: Document) -> None:
    passages = cut(source)
    for start, end in split_sentences(source.text):
        assert len(holder(passages, start, end)) == 1, source.text[start:end]
    listed = [span for passage in passages for span in passage.sentences]
    assert listed == split_sentences(source.text)


@given(documents())
@settings(max_examples=60, deadline=None)
def test_passages_follow_each_other_and_skip_only_blanks(source: Document) -> None:
    position = 0
    for passage in cut(source):
        assert passage.start >= position and not source.text[position : passage.start].strip()
        assert passage.text(source) == passage.text(source).strip()
        position = passage.end
    assert not source.text[position:].strip()


@given(documents())
@settings(max_examples=60, deadline=None)
def test_a_table_row_lies_whole_in_one_passage(source: Document) -> None:
    passages = cut(source)
    for match in re.finditer(r"^.* \| .*$", source.text, re.MULTILINE):
        assert len(holder(passages, match.start(), match.end())) == 1


@given(documents())
@settings(max_examples=60, deadline=None)
def test_a_list_begins_in_the_passage_of_its_lead_in(source: Document) -> None:
    passages = cut(source)
    for match in re.finditer(r"finance :\n+• \S+", source.text):
        assert len(holder(passages, match.start(), match.end())) == 1


@given(documents())
@settings(max_examples=60, deadline=None)
def test_a_passage_is_never_much_longer_than_the_encoder_reads(source: Document) -> None:
    longest = max((len(source.text[start:end].split()) for start, end in split_sentences(source.text)), default=0)
    for passage in cut(source):
        assert len(passage.text(source).split()) <= MAX_WORDS + longest


@given(documents())
@settings(max_examples=30, deadline=None)
def test_a_heading_opens_a_passage_and_never_closes_one(source: Document) -> None:
    last = max((end for _, end in split_sentences(source.text)), default=0)
    for passage in cut(source):
        start, end = passage.sentences[-1]
        assert end == last or not source.is_heading(start, end)


@given(documents(), st.sampled_from(["Un document", "Fiche 12", ""]))
@settings(max_examples=30, deadline=None)
def test_the_encoder_reads_the_passage_at_the_offset_that_is_told(source: Document, title: str) -> None:
    source = source.model_copy(update={"title": title})
    for passage in cut(source):
        text, lead = encoded_text(source, passage)
        assert text[lead:] == passage.text(source)
        for start, end in passage.sentences:
            shift = lead - passage.start
            assert text[start + shift : end + shift] == source.text[start:end]


@given(st.text(max_size=300))
def test_any_text_can_be_cut(text: str) -> None:
    source = Document(id="d", title="t", text=text)
    for passage in cut(source):
        assert passage.text(source).strip()


def test_a_short_list_stays_whole_with_its_lead_in() -> None:
    items = "\n".join(f"- l'aide numéro {n} du programme ;" for n in range(12))
    source = document(f"{'Une phrase de remplissage du texte. ' * 20}\n\nLe programme finance :\n\n{items}\n")
    found = [passage for passage in cut(source) if "finance :" in passage.text(source)]
    assert len(found) == 1 and all(f"numéro {n} " in found[0].text(source) for n in range(12))


def test_a_long_section_is_cut_near_the_target() -> None:
    source = document("Le programme aide les communes qui gardent leurs usines. " * 120)
    sizes = [len(passage.text(source).split()) for passage in cut(source)]
    assert len(sizes) > 3 and all(TARGET_WORDS * 0.7 <= size <= TARGET_WORDS * 1.5 for size in sizes[:-1])


def test_a_sentence_without_end_is_cut_at_spaces_and_loses_nothing() -> None:
    source = Document(id="d", title="t", text=("mot" * 3 + " ") * 3_000)
    passages = cut(source)
    assert "".join(p.text(source) for p in passages).replace(" ", "") == source.text.replace(" ", "")
    assert len(passages) > 3


def test_a_document_of_headings_only_is_still_found() -> None:
    source = document("# Contacts\n\n## Adresses")
    assert [passage.text(source) for passage in cut(source)] == ["Contacts\n\nAdresses"]


def test_a_passage_knows_its_section_and_a_stable_id() -> None:
    source = document(
        "# Aides\n\n" + "Une phrase de texte utile ici. " * 20 + "\n\n## Prêts\n\n" + "Un prêt long. " * 30
    )
    passages = cut(source)
    assert passages[0].section == ("Aides",) and passages[-1].section == ("Aides", "Prêts")
    assert passages == cut(source)
    assert passages[0].id == f"d:{passages[0].start}-{passages[0].end}"
