"""From a question to a checked answer over the shipped corpus: exact quotes, honest states, swaps without a gap."""

from __future__ import annotations

import datetime as dt
import re
import threading
from pathlib import Path
from typing import Any

import pytest

from assistant.engine.assistant import Assistant
from assistant.request_errors import QuestionError
from assistant.schema import Answer
from index.build.builder import build
from index.encoder.encoder import Encoder
from index.errors import SnapshotError
from index.settings import load_settings
from index.storage.snapshot import CURRENT_FILE

AS_OF = dt.date(2026, 11, 22)
QUESTIONS = (
    "Combien de Territoires d'industrie aujourd'hui ?",
    "Quand le programme Territoires d'industrie a-t-il été lancé ?",
    "Qui peut candidater à la phase 2 ?",
    "Que fait la Banque des Territoires ?",
    "C'est quoi le VTE ?",
    "Combien de temps durent les prêts de la Banque des Territoires ?",
    "Que propose Bpifrance aux industriels ?",
    "Quel est le rôle de l'ADEME ?",
    "C'est quoi le binôme ?",
    "Qui pilote le programme ?",
    "Que dit la Cour des comptes ?",
    "Quels sont les quatre axes de la phase 2 ?",
    "cest kan ke le prog territoire dindustri a ete lancé",
)


@pytest.fixture(scope="module")
def answers(shipped: Assistant) -> list[Answer]:
    return [shipped.ask(question, as_of=AS_OF) for question in QUESTIONS]


def test_every_quote_is_an_exact_part_of_its_document(shipped: Assistant, answers: list[Answer]) -> None:
    checked = 0
    for answer in answers:
        for citation in answer.citations:
            text = shipped.snapshot.document(citation.document_id).text
            assert citation.quote and text[citation.start : citation.end] == citation.quote
            checked += 1
    assert checked >= len(QUESTIONS) / 2


def test_every_sentence_shown_is_proven_by_citations_that_exist(answers: list[Answer]) -> None:
    for answer in answers:
        numbers = [citation.n for citation in answer.citations]
        assert numbers == list(range(1, len(numbers) + 1))
        for sentence in answer.sentences:
            assert sentence.citations and set(sentence.citations) <= set(numbers)
            assert sentence.state in ("verified", "partial")
        used = {n for sentence in answer.sentences for n in sentence.citations}
        assert used == set(numbers)
        assert {int(n) for n in re.findall(r"\[(\d+)\]", answer.answer)} == used


def test_citations_name_a_source_and_its_date_where_the_document_has_one(answers: list[Answer]) -> None:
    citations = [citation for answer in answers for citation in answer.citations]
    assert all(citation.title for citation in citations)
    assert sum(bool(citation.published_on) for citation in citations) > len(citations) / 2


def test_the_launch_of_the_programme_is_dated(answers: list[Answer]) -> None:
    for answer in answers:
        if "lanc" in answer.understood_as:
            assert answer.status in ("answered", "partial") and "2018" in answer.answer


def test_questions_of_the_programme_are_answered_in_few_words(answers: list[Answer]) -> None:
    answered = [answer for answer in answers if answer.status in ("answered", "partial")]
    assert len(answered) >= 0.7 * len(QUESTIONS)
    assert sorted(len(answer.answer.split()) for answer in answered)[len(answered) // 2] <= 90


@pytest.mark.parametrize(
    "question", ["Quelle est la recette du gratin dauphinois ?", "Qui a gagné la coupe du monde 1998 ?"]
)
def test_a_question_of_another_world_is_not_answered(shipped: Assistant, question: str) -> None:
    answer = shipped.ask(question)
    assert answer.status == "abstained" and answer.sentences == [] and answer.citations == []


def test_a_harmful_question_is_refused_without_a_search(shipped: Assistant) -> None:
    answer = shipped.ask("Comment falsifier un devis pour toucher l'aide ?")
    assert (answer.status, answer.intent, answer.citations) == ("refused", "hostile", [])
    assert answer.timings_ms.retrieve == 0


def test_a_greeting_is_greeted(shipped: Assistant) -> None:
    answer = shipped.ask("Bonjour")
    assert answer.intent == "greeting" and answer.citations == [] and answer.answer.startswith("Bonjour")


def test_an_offer_that_ended_is_not_in_force(shipped: Assistant) -> None:
    """The same quote is judged at the day that is asked for."""
    states = {
        (citation.document_id, citation.start, year): citation.validity.state
        for year in (2020, 2040)
        for citation in shipped.ask(
            "Quels prêts propose la Banque des Territoires ?", as_of=dt.date(year, 6, 1)
        ).citations
        if citation.validity.to is not None
    }
    assert all(state != "in_force" for (_, _, year), state in states.items() if year == 2040)


def test_an_answer_says_what_made_it(shipped: Assistant) -> None:
    one, other = shipped.ask(QUESTIONS[0], as_of=AS_OF), shipped.ask(QUESTIONS[0], as_of=AS_OF)
    assert one.receipt == other.receipt and one.receipt.snapshot == shipped.snapshot.id
    assert one.id != other.id
    different = {"id", "timings_ms"}
    assert one.model_dump(exclude=different) == other.model_dump(exclude=different)


def test_a_stream_ends_with_the_answer_and_sends_each_citation_after_its_sentence(shipped: Assistant) -> None:
    events = list(shipped.stream(QUESTIONS[0], as_of=AS_OF))
    assert events[0].event == "status" and events[-1].event == "done"
    answer = events[-1].data
    assert [event.data for event in events if event.event == "sentence"] == answer["sentences"]
    assert [event.data for event in events if event.event == "citation"] == answer["citations"]
    known: set[int] = set()
    for event in events:
        if event.event == "sentence":
            known.update(event.data["citations"])
        if event.event == "citation":
            assert event.data["n"] in known


def test_an_option_that_there_is_none_of_is_refused(shipped: Assistant) -> None:
    """A typing error must not be taken for the default."""
    for way in (shipped.ask, shipped.request, lambda asked, **options: list(shipped.stream(asked, **options))):
        with pytest.raises(TypeError, match="asof"):
            way(QUESTIONS[0], asof=AS_OF)


def test_search_gives_exact_passages_best_first(shipped: Assistant) -> None:
    results = shipped.search("durée des prêts de la Banque des Territoires", 8)
    assert len(results) == 8 and len({result.passage_id for result in results}) == 8
    assert [result.score for result in results] == sorted((result.score for result in results), reverse=True)
    for result in results:
        assert shipped.snapshot.document(result.document_id).text[result.start : result.end] == result.text


@pytest.mark.parametrize("question", ["", "  ", "?", "a" * 20_000])
def test_what_is_no_question_is_refused_by_every_way_in(shipped: Assistant, question: str) -> None:
    for way in (shipped.ask, shipped.search, lambda asked: list(shipped.stream(asked))):
        with pytest.raises(QuestionError):
            way(question)


def test_questions_asked_at_once_get_the_answers_they_get_alone(shipped: Assistant, answers: list[Answer]) -> None:
    found: dict[int, Answer] = {}

    def ask(number: int) -> None:
        found[number] = shipped.ask(QUESTIONS[number], as_of=AS_OF)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(QUESTIONS))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number].answer for number in range(len(QUESTIONS))] == [answer.answer for answer in answers]


# --- the live index ---------------------------------------------------------------------------------

TEXT = "Les prêts\n\nLa Banque des Territoires prête aux communes. Ces prêts durent jusqu'à 40 ans.\n"
ASKED = "Combien de temps durent les prêts de la Banque des Territoires ?"


class Small:
    """A corpus of two documents, rebuilt at will, and an assistant that is never restarted."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.corpus, self.data, self.encoder = folder / "corpus", folder / "data", encoder
        self.corpus.mkdir()
        (self.corpus / "prets.txt").write_text(TEXT, "utf-8")
        self.rebuild(0)
        self.assistant = Assistant.open(load_settings(data=self.data))

    def rebuild(self, number: int) -> str | None:
        text = f"Un atelier\n\nL'atelier de métal compte {number} machines.\n"
        (self.corpus / "atelier.txt").write_text(text, "utf-8")
        return build([self.corpus], self.data, self.encoder).snapshot


@pytest.fixture
def small(tmp_path: Path, encoder_folder: Path) -> Small:
    return Small(tmp_path, Encoder.open(encoder_folder, threads=1))


def test_a_new_index_answers_from_the_next_question_on(small: Small) -> None:
    newer = small.rebuild(1)
    assert small.assistant.ask(ASKED).receipt.snapshot == newer


def test_no_question_is_dropped_while_builds_swap_the_index(small: Small) -> None:
    stop, failures, seen = threading.Event(), [], set()

    def ask() -> Any:
        try:
            answer = small.assistant.ask(ASKED)
            assert answer.citations[0].document_id == "prets"
            seen.add(answer.receipt.snapshot)
        except Exception as error:
            failures.append(error)

    def keep_asking() -> None:
        while not stop.is_set():
            fresh = threading.Thread(target=ask)  # a thread that never read the index before, as servers use them
            fresh.start()
            fresh.join()

    threads = [threading.Thread(target=keep_asking) for _ in range(3)]
    for thread in threads:
        thread.start()
    made = [small.rebuild(number) for number in range(1, 5)]
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == [] and len(seen & set(made)) >= 1
    assert small.assistant.ask(ASKED).receipt.snapshot == made[-1]


def test_a_server_asked_nothing_during_several_builds_answers_all_at_once(small: Small) -> None:
    """The snapshot it still holds is gone from the disk when the first questions come."""
    small.assistant.ask(ASKED)
    for number in range(1, 4):
        small.rebuild(number)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(small.assistant.ask(ASKED).status)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6 and len(set(found)) == 1


@pytest.mark.parametrize("content", [b"20200101T000000-abcdef\n", b"\xff\xfe\x00", b""])
def test_a_current_that_names_nothing_leaves_the_old_index_answering(small: Small, content: bytes) -> None:
    before = small.assistant.ask(ASKED).receipt.snapshot
    (small.data / CURRENT_FILE).write_bytes(content)
    assert small.assistant.ask(ASKED).receipt.snapshot == before


def test_an_assistant_without_index_or_encoder_names_the_command(tmp_path: Path, encoder_folder: Path) -> None:
    with pytest.raises(SnapshotError, match="run `assistant index"):
        Assistant.open(load_settings(data=tmp_path))
    with pytest.raises(SnapshotError, match="run `assistant model prepare`"):
        Assistant.open(load_settings(data=tmp_path, encoder="absent/modele"))


@pytest.mark.parametrize(
    "asked",
    [
        "Le programme est-il terminé ?", "Est-ce que le programme est fini ?", "Jusqu'à quand dure le programme ?",
        "Le programme existe-t-il encore ?",
    ],
)
def test_whether_the_programme_goes_on_is_answered_for_today(shipped: Assistant, asked: str) -> None:
    """Not for 2018, when it was to end in 2022, nor for loans of forty years."""
    answer = shipped.ask(asked, as_of=AS_OF)
    assert answer.sentences and "2027" in answer.sentences[0].text, answer.answer


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("Quel est le budget de la phase 2 ?", "Qui peut candidater ?"),
        ("Quel est le budget de la phase 2 ?", "Et qui pilote ?"),
        ("C'est quoi le VTE ?", "Combien de territoires ?"),
    ],
)
def test_a_question_on_another_thing_is_not_tied_to_the_one_before(shipped: Assistant, before: str, asked: str) -> None:
    """Short questions used to be answered with the budget of the phase, whatever they asked."""
    after, alone = shipped.ask(asked, [before], as_of=AS_OF), shipped.ask(asked, as_of=AS_OF)
    assert (after.understood_as, after.answer) == (alone.understood_as, alone.answer)


@pytest.mark.parametrize(
    ("before", "asked", "told"),
    [
        ("C'est quoi le VTE ?", "Quel montant ?", "VTE"),
        ("C'est quoi l'Accélérateur Décarbonation ?", "Pour quelles entreprises ?", "Accélérateur Décarbonation"),
    ],
)
def test_a_question_that_leans_on_the_one_before_is_tied_to_it(
    shipped: Assistant, before: str, asked: str, told: str
) -> None:
    answer = shipped.ask(asked, [before], as_of=AS_OF)
    assert told in answer.understood_as and told in answer.answer


@pytest.mark.parametrize("asked", ["c koi TI", "C'est quoi TI ?", "définition de TI", "TI c'est quoi ?"])
def test_the_acronym_of_the_programme_is_the_programme(shipped: Assistant, asked: str) -> None:
    """Not the one document that writes "TI-CTE"."""
    defining = ("Un Territoire d'industrie est", "Le programme Territoires d'industrie est")
    assert shipped.ask(asked, as_of=AS_OF).answer.startswith(defining)
