"""Ranking with several documents, ties and duplicates; filters inside the search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.live import Live
from assistant.search.retriever import READ, Hit, Retriever
from index.build.builder import build
from index.documents.document import Document
from index.encoder.encoder import Encoder
from index.storage.snapshot import open_current

PRETS = "La Banque des Territoires prête aux communes. Ses prêts durent jusqu'à quarante ans."
TOPICS = {
    "vte": "Le volontariat territorial en entreprise aide les PME à recruter de jeunes diplômés.",
    "lancement": "Le programme a été lancé à l'automne 2018 par le Premier ministre, à Matignon.",
    "ademe": "L'Agence de la transition écologique finance les études de décarbonation des usines.",
    "binome": "Un élu et un industriel forment le binôme qui pilote chaque territoire.",
}


def glued(count: int) -> str:
    """The text on loans with that many spaces that do not break: another text, which reads the same."""
    return PRETS.replace(" ", "\u00a0", count)


FILLERS = 90
"""Documents on one subject, more than a first-stage search brings back."""


@pytest.fixture(scope="module")
def live(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Live:
    corpus, data = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("data")
    texts = {**TOPICS, "prets-a": PRETS, "prets-b": glued(1), "prets-c": glued(2)}
    texts.update({f"atelier-{n:02}": f"L'atelier numéro {n} fabrique des pièces de métal." for n in range(FILLERS)})
    for name, text in texts.items():
        # One title for the three copies: they differ by their id alone.
        title = "Prêts" if name.startswith("prets") else name
        (corpus / f"{name}.md").write_text(f"---\ntitle: {title}\nkind: {name.split('-')[0]}\n---\n{text}\n", "utf-8")
    encoder = Encoder.open(encoder_folder)
    build([corpus], data, encoder)
    return Live(open_current(data), encoder)


Search = Callable[..., list[Hit]]


@pytest.fixture
def search(live: Live, encoder: Encoder) -> Search:
    def found(query: str, k: int = 10, allowed: Callable[[Document], bool] | None = None) -> list[Hit]:
        return live.retriever.retrieve(live.reader.read(query), encoder.encode_query(query), k, allowed)

    return found


@pytest.fixture(scope="module")
def encoder(encoder_folder: Path) -> Encoder:
    return Encoder.open(encoder_folder, threads=1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Qui aide à recruter des jeunes diplômés ?", "vte"), ("Quand le programme a-t-il été lancé ?", "lancement"),
        ("Qui finance la décarbonation ?", "ademe"), ("De qui est fait le binôme ?", "binome"),
    ],
)  # fmt: skip
def test_the_document_that_answers_comes_first(search: Search, query: str, expected: str) -> None:
    assert search(query)[0].document.id == expected


def test_hits_come_best_first_and_once(search: Search) -> None:
    hits = search("Combien de temps durent les prêts ?", 50)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.row for hit in hits}) == len(hits) == 50


def test_copies_of_a_document_tie(search: Search) -> None:
    hits = search("Combien de temps durent les prêts de la Banque des Territoires ?", 4)
    assert {hit.document.id for hit in hits[:3]} == {"prets-a", "prets-b", "prets-c"}
    assert hits[0].score == pytest.approx(hits[2].score, abs=1e-6) and hits[3].score < hits[2].score - 1e-3


def test_the_same_question_gives_the_same_ranking(search: Search) -> None:
    one, other = search("Que fabrique l'atelier ?", 20), search("Que fabrique l'atelier ?", 20)
    assert [(hit.row, hit.score) for hit in one] == [(hit.row, hit.score) for hit in other]


def test_a_short_list_is_the_head_of_a_longer_one(search: Search) -> None:
    longer = search("Que fabrique l'atelier ?", 20)
    assert [hit.row for hit in search("Que fabrique l'atelier ?", 5)] == [hit.row for hit in longer[:5]]


def test_a_filter_acts_inside_the_search(search: Search) -> None:
    """The only document that passes is far behind all the workshops: filtering their list would give nothing."""
    hits = search("Que fabrique l'atelier de métal ?", 10, lambda document: document.id == "vte")
    assert [hit.document.id for hit in hits] == ["vte"]


def test_a_filter_by_kind_fills_the_list_with_what_passes(search: Search) -> None:
    hits = search("Combien de temps durent les prêts ?", 10, lambda document: document.kind == "atelier")
    assert len(hits) == 10 and {hit.document.kind for hit in hits} == {"atelier"}
    copies = search("Que fabrique l'atelier ?", 10, lambda document: document.kind == "prets")
    assert {hit.document.id for hit in copies} == {"prets-a", "prets-b", "prets-c"}


def test_a_filter_that_lets_all_pass_changes_nothing(search: Search) -> None:
    query = "Qui finance la décarbonation ?"
    assert [hit.row for hit in search(query, 10, lambda document: True)] == [hit.row for hit in search(query, 10)]


def test_a_filter_that_lets_nothing_pass_finds_nothing(search: Search) -> None:
    assert search("Que fabrique l'atelier ?", 10, lambda document: False) == []


def test_words_the_corpus_does_not_have_still_find_what_is_near(search: Search) -> None:
    assert search("zorglub xyzzy", 5)


def test_every_hit_carries_evidence_that_fits_its_passage(search: Search) -> None:
    for hit in search("Combien de temps durent les prêts ?", 20):
        assert len(hit.sentence_scores) == len(hit.passage.sentences)
        assert hit.sentence_score == max(hit.sentence_scores)
        assert hit.passage.document_id == hit.document.id and hit.passage.text(hit.document)


YEARS = {2019: "trente", 2021: "quarante", 2023: "cinquante"}


@pytest.fixture(scope="module")
def chronicles(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Search:
    """Documents alike but for what they hold: a date, an amount, nothing of the kind."""
    corpus, data = tmp_path_factory.mktemp("chronicles"), tmp_path_factory.mktemp("chronicles-data")
    texts = {f"bilan-{year}": f"En mars {year}, le plan Enclume aide {count} forges." for year, count in YEARS.items()}
    texts |= {
        "cout": "Le plan Enclume coûte 12 millions d'euros aux forges.",
        "avis": "Le plan Enclume plaît aux forges, son coût se discute.",
    }
    for name, text in texts.items():
        (corpus / f"{name}.md").write_text(f"---\ntitle: Plan Enclume\n---\n{text}\n", "utf-8")
    encoder = Encoder.open(encoder_folder, threads=1)
    build([corpus], data, encoder)
    live = Live(open_current(data), encoder)
    return lambda query: live.retriever.retrieve(live.reader.read(query), encoder.encode_query(query), 5)


@pytest.mark.parametrize("year", YEARS)
def test_what_falls_in_the_period_asked_comes_before_what_does_not(chronicles: Search, year: int) -> None:
    first, *others = chronicles(f"Combien de forges aide le plan Enclume en mars {year} ?")
    assert first.document.id == f"bilan-{year}" and first.period_score == 1.0
    assert all(hit.period_score < 1.0 for hit in others)


def test_what_holds_the_type_asked_comes_before_what_does_not(chronicles: Search) -> None:
    hits = {hit.document.id: hit for hit in chronicles("Quel est le coût du plan Enclume pour les forges ?")}
    assert hits["cout"].type_score == 1.0 and hits["avis"].type_score == 0.0
    assert hits["cout"].score > hits["avis"].score


def test_nothing_is_read_of_a_type_or_a_period_that_is_not_asked(chronicles: Search) -> None:
    assert {(hit.type_score, hit.period_score) for hit in chronicles("Le plan Enclume et les forges")} == {(0.0, 0.0)}


def test_words_of_the_question_count_by_what_the_passage_and_its_title_hold(chronicles: Search) -> None:
    hits = {hit.document.id: hit for hit in chronicles("Enclume plaît aux forges")}
    assert hits["avis"].cover_score == pytest.approx(1.0) and hits["cout"].cover_score < 0.9


def test_only_the_best_are_read(search: Search) -> None:
    hits = search("Que fabrique l'atelier de métal ?", 90)
    assert all(hit.cover_score for hit in hits[:20]) and not any(hit.cover_score for hit in hits[READ:])
    assert min(hit.score for hit in hits[:READ]) >= max(hit.score for hit in hits[READ:])


def test_a_filter_that_lets_enough_pass_reads_the_candidates_only(live: Live, encoder: Encoder) -> None:
    asked: set[str] = set()

    def allowed(document: Document) -> bool:
        asked.add(document.id)
        return True

    question = live.reader.read("Qui aide à recruter des jeunes diplômés ?")
    live.retriever.retrieve(question, encoder.encode_query(question.text), 5, allowed)
    assert asked and len(asked) < len(live.snapshot.passages)


def test_titles_scanned_beside_the_search_rank_as_titles_scanned_before_it(
    shipped: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a large corpus has it."""
    monkeypatch.setattr("assistant.search.retriever.MANY_TITLES", 1)
    beside = Retriever(shipped.snapshot)
    for asked in ("Combien de territoires aujourd'hui ?", "Que propose Bpifrance ?"):
        question, vector = shipped.live.reader.read(asked), shipped.encode(asked)
        ranked = [(hit.row, hit.score) for hit in beside.retrieve(question, vector, 20)]
        assert ranked == [(hit.row, hit.score) for hit in shipped.live.retriever.retrieve(question, vector, 20)]
