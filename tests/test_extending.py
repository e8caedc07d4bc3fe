"""docs/etendre.md tells the truth: what it shows is put where it says, and used."""

from __future__ import annotations

import datetime as dt
import importlib
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from assistant.compose.composer import REGISTERED
from assistant.compose.composer_order import composers
from assistant.engine.assistant import Assistant
from assistant.engine.live import LiveIndex
from index.build.builder import build
from index.encoder.encoder import Encoder
from index.encoder.encoder_card import EncoderCard, ModelError
from index.encoder.prepare.preparation import prepare
from index.ingest.corpus_folder import read_corpora
from index.language.text import Text
from index.programmes.vocabulary import Vocabulary
from index.records import registry
from index.settings import PROJECT, load_settings
from tests.assistant import invented_corpus
from tests.assistant.generation.model_server import ModelServer, serving
from tests.index.encoder.prepare.test_preparation import save_small_model

PAGE = (PROJECT / "docs/etendre.md").read_text("utf-8")
SECTION = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w+) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
forges, AS_OF = invented_corpus.forges, invented_corpus.AS_OF
SOURCES = "sources:\n  - {id: bulletin, title: Bulletin des forges, publisher: Ministère des Forges, published_on: 2024-05-02}\n"
QUESTION = "Combien de forges compte le plan Enclume ?"


@dataclass(frozen=True)
class Block:
    """A fenced block of the page: its language, the file it is for, and what it holds."""

    language: str
    path: str
    text: str

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").replace("/", ".")


SECTIONS = {title: [Block(*found) for found in BLOCK.findall(body)] for title, body in SECTION.findall(PAGE)}


def patched(block: Block) -> str:
    """The file with the changes of a `diff` block: what it shows of the file stands there once, to the letter."""
    text = (PROJECT / block.path).read_text("utf-8")
    for hunk in block.text.strip("\n").split("\n\n"):
        lines = hunk.split("\n")
        old, new = ("".join(f"{line[1:]}\n" for line in lines if line[0] in marks) for marks in (" -", " +"))
        assert text.count(old) == 1, f"{block.path} does not hold once:\n{old}"
        text = text.replace(old, new)
    return text


@contextmanager
def added(block: Block) -> Iterator[ModuleType]:
    """A new module, importable under its name."""
    module = ModuleType(block.module)
    sys.modules[block.module] = module
    try:
        exec(compile(block.text, block.path, "exec"), vars(module))
        yield module
    finally:
        del sys.modules[block.module]


@contextmanager
def changed(block: Block) -> Iterator[None]:
    """A module of the product, run again as the block changes it, and again as it is afterwards."""
    module = importlib.import_module(block.module)
    try:
        exec(compile(patched(block), block.path, "exec"), vars(module))
        yield
    finally:
        exec(compile((PROJECT / block.path).read_text("utf-8"), block.path, "exec"), vars(module))


@contextmanager
def extended(title: str) -> Iterator[None]:
    """The product with what that section adds."""
    with ExitStack() as stack:
        for block in SECTIONS[title]:
            stack.enter_context(added(block) if block.language == "python" else changed(block))
        yield


@pytest.mark.parametrize("title", SECTIONS)
def test_an_extension_touches_at_most_two_files_one_of_them_new(title: str) -> None:
    blocks = SECTIONS[title]
    assert 1 <= len({block.path for block in blocks}) <= 2
    new = [block.path for block in blocks if block.language != "diff" and not block.path.startswith("corpus/")]
    assert len(new) <= 1 and not any((PROJECT / path).exists() for path in new)


# --- a record kind -----------------------------------------------------------------------------------


@pytest.fixture
def milestone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_registered", {kind.id: kind for kind in registry.kinds()})
    (code,) = [block for block in SECTIONS["A record kind"] if block.language == "python"]
    with added(code) as module:
        registry.register(module.KIND)
        yield


def test_records_of_the_kind_are_read_indexed_and_cited(milestone: None, tmp_path: Path, encoder_folder: Path) -> None:
    (block,) = [block for block in SECTIONS["A record kind"] if block.language == "yaml"]
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / block.path).write_text(block.text, "utf-8")
    (corpus / "sources.yaml").write_text(SOURCES, "utf-8")
    encoder = Encoder.open(encoder_folder, threads=1)
    report = build([corpus], tmp_path / "data", encoder)
    assert not report.problems, report.problems
    assistant = Assistant(load_settings(data=tmp_path / "data"), encoder, LiveIndex(tmp_path / "data", encoder))
    (citation,) = assistant.ask("Quand remettre le bilan annuel ?", as_of=dt.date(2026, 11, 22)).citations
    assert (citation.document_id, citation.validity.state) == ("remise-du-bilan", "in_force")
    assert registry.labels_of("milestone", assistant.snapshot.programme) == ("Échéance", "échéances")


def test_without_the_kind_its_file_is_refused(tmp_path: Path) -> None:
    """The example adds something."""
    (block,) = [block for block in SECTIONS["A record kind"] if block.language == "yaml"]
    (tmp_path / "milestones.yaml").write_text(block.text, "utf-8")
    assert [problem.file for problem in read_corpora([tmp_path]).problems] == ["milestones.yaml"]


# --- a composer --------------------------------------------------------------------------------------


@pytest.fixture
def news() -> Iterator[None]:
    composers(needing_evidence=True)  # those of the product are registered first
    known = dict(REGISTERED)
    with extended("A composer"):
        yield
    REGISTERED.clear()
    REGISTERED.update(known)


def test_the_composer_answers_in_its_place_and_is_named_with_its_reason(news: None, forges: Assistant) -> None:
    names = [composer.name for composer in composers(needing_evidence=False)]
    assert names[names.index("event_list") + 1] == "news"
    request = forges.request("Quoi de neuf ?", as_of=AS_OF)
    answer = forges.answer(request)
    assert [citation.document_id for citation in answer.citations] == ["bilan-enclume"] and answer.status == "answered"
    (step,) = [step for step in request.trace.steps if step.step == "composer" and step.decided]
    assert (step.by, step.why) == ("news", "la question demande ce qu'il y a de neuf")


def test_the_composer_knows_what_day_it_is_and_leaves_other_questions_alone(news: None, forges: Assistant) -> None:
    early = forges.ask("Quoi de neuf ?", as_of=dt.date(2019, 1, 1))
    assert [citation.document_id for citation in early.citations] == ["assemblee-clairval"]
    assert "75 forges" in forges.ask(QUESTION, as_of=AS_OF).answer


def test_without_it_the_question_is_not_answered_so(forges: Assistant) -> None:
    """The example adds something."""
    assert forges.ask("Quoi de neuf ?", as_of=AS_OF).status == "abstained"


# --- a programme -------------------------------------------------------------------------------------


def test_the_programme_is_read_with_its_corpus_and_kept_in_the_index(tmp_path: Path, encoder_folder: Path) -> None:
    (block,) = SECTIONS["A programme"]
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / block.path).write_text(block.text, "utf-8")
    (corpus / "forges.md").write_text("---\ntitle: Les forges\n---\nLe plan compte 75 forges.\n", "utf-8")
    encoder = Encoder.open(encoder_folder, threads=1)
    report = build([corpus], tmp_path / "data", encoder)
    assert not report.problems, report.problems
    programme = LiveIndex(tmp_path / "data", encoder).current().snapshot.programme
    assert programme.called == "le plan Forges de demain" and programme.members.many == "forges"
    assert Vocabulary(programme.phases).found_in(Text("qui était de la seconde vague ?")) == {"2"}


# --- a vector store ----------------------------------------------------------------------------------


def test_the_vector_store_that_the_setting_names_is_asked(tmp_path: Path, encoder_folder: Path) -> None:
    (block,) = SECTIONS["A vector store"]
    corpus, data = tmp_path / "corpus", tmp_path / "data"
    corpus.mkdir()
    (corpus / "forges.md").write_text("---\ntitle: Les forges\n---\nLe plan compte 75 forges.\n", "utf-8")
    (corpus / "moulins.md").write_text("---\ntitle: Les moulins\n---\nLa rivière porte 12 moulins.\n", "utf-8")
    encoder = Encoder.open(encoder_folder, threads=1)
    with added(block) as module:
        settings = load_settings(data=data, vector_store=f"{block.module}:FlatFolder")
        build([corpus], data, encoder, backend=settings.vector_backend)
        (corpus / "moulins.md").unlink()
        build([corpus], data, encoder, backend=settings.vector_backend)
        snapshot = LiveIndex(data, encoder, backend=settings.vector_backend).current().snapshot
        found = snapshot.vectors.nearest(encoder.encode_query("Combien de forges ?"), 1)
    assert isinstance(snapshot.vectors, module.FlatStore) and not (snapshot.folder / "chroma").exists()
    assert snapshot.vectors.count() == 1 and found[0].startswith("forges:")


# --- an encoder source -------------------------------------------------------------------------------


def test_the_encoder_source_loads_what_it_takes(tmp_path: Path) -> None:
    folder = save_small_model(tmp_path / "small", seed=3)
    archive = tmp_path / "modele.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for file in filter(Path.is_file, folder.rglob("*")):
            zipped.write(file, file.relative_to(folder))
    with extended("An encoder source"):
        prepared = prepare(str(archive), tmp_path / "models")
    card = EncoderCard.read(prepared)
    assert (card.source, card.query_prompt) == (str(archive), "question : ")
    assert Encoder.open(prepared).encode_query("bonjour").shape == (32,)


def test_an_archive_that_cannot_be_read_is_told_with_the_setting_to_correct(tmp_path: Path) -> None:
    (tmp_path / "vide.zip").write_bytes(b"")
    with extended("An encoder source"):
        for name in ("vide.zip", "absent.zip"):
            with pytest.raises(ModelError, match="ASSISTANT_ENCODER"):
                prepare(str(tmp_path / name), tmp_path / "models")


# --- a model provider --------------------------------------------------------------------------------


@pytest.fixture
def model() -> Iterator[ModelServer]:
    yield from serving()


def test_the_provider_that_the_setting_names_asks_the_model(
    model: ModelServer, forges: Assistant, encoder_folder: Path
) -> None:
    settings = load_settings(
        data=forges.settings.data, llm_provider="gateway", llm_base_url=model.url, llm_model="scripted", llm_api_key="cle-7"
    )
    encoder = Encoder.open(encoder_folder, threads=1)
    with extended("A model provider"):
        answer = Assistant(settings, encoder, LiveIndex(settings.data, encoder)).ask(QUESTION, as_of=AS_OF)
    assert answer.engine == "generative" and "forges labellisées" in answer.answer
    assert model.calls[0].headers["x-gateway-key"] == "cle-7"
