"""Questions in several parts are told apart; an answer to one part does not pass for an answer to all."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.question_parts import joined, parts_of
from assistant.engine.assistant import Assistant
from index.documents.document import Document
from index.documents.quote import Quote

AS_OF = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Combien de forges dans la phase 2 et quel budget ?", ("Combien de forges dans la phase 2 ?", "Quel budget ?")),
        ("C'est quoi le label et qui peut en bénéficier ?", ("C'est quoi le label ?", "Qui peut en bénéficier ?")),
        ("C'est quoi le label ? Qui peut en bénéficier ?", ("C'est quoi le label ?", "Qui peut en bénéficier ?")),
        ("Quel prêt, et à quelle durée de remboursement ?", ("Quel prêt ?", "À quelle durée de remboursement ?")),
        (
            "Qui pilote la guilde, combien coûte le label et quand finit le programme ?",
            ("Qui pilote la guilde ?", "Combien coûte le label ?", "Quand finit le programme ?"),
        ),
    ],
)
def test_each_question_of_several_is_found(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Combien de forges ?",
        "Où et quand a eu lieu l'assemblée ?",
        "Quand a été lancé le programme et par qui ?",
        "Quelles sont les entreprises qui exportent et qui recrutent ?",
        "Que font la guilde et la région ?",
        "Combien de forges, qui emploient combien de personnes ?",
        "",
    ],
)
def test_one_question_is_one(text: str) -> None:
    assert parts_of(text) == ()


def sentence(text: str) -> DraftSentence:
    return DraftSentence(text, (Quote(Document(id="d", title="D", text=text), 0, len(text)),))


def test_each_part_keeps_its_first_sentence_and_what_is_not_known_is_told(shipped: Assistant) -> None:
    read = shipped.live.reader.read
    one, two, three = read("Combien de forges ?"), read("Quel budget ?"), read("Qui chante le mieux ?")
    long = sentence("Un mot " * 60)
    draft = joined([(one, Draft((long, sentence("Trop.")))), (two, Draft((sentence("52 millions."),))), (three, None)])
    assert draft is not None
    assert [told.text for told in draft.sentences] == [long.text, "52 millions."]
    assert len(draft.missing) == 1 and "Qui chante le mieux" in draft.missing[0]
    assert joined([(one, None), (three, Draft(()))]) is None


def test_a_list_comes_whole_or_not_at_all(shipped: Assistant) -> None:
    read = shipped.live.reader.read
    items = [sentence(f"la guilde numéro {number} ;") for number in range(20)]
    first = sentence("La guilde pilote le label.")
    lead = sentence("Elle réunit :")
    other = (read("Quel budget ?"), Draft((sentence("52 millions."),)))
    question = read("Qui pilote ?")
    led = joined([(question, Draft((lead, *items))), other])
    followed = joined([(question, Draft((first, lead, *items))), other])
    assert led is not None and len(led.sentences) == 22
    assert followed is not None and [s.text for s in followed.sentences] == [first.text, "52 millions."]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Combien de territoires dans la phase 2 et quel budget ?", ("183", "52 millions")),
        ("C'est quoi le VTE et qui peut en bénéficier ?", ("volontariat territorial en entreprise", "PME")),
        ("Qui pilote le programme et combien de territoires compte-t-il ?", ("piloté", "183")),
        ("Quel est le budget de la phase 2 et quand finit-elle ?", ("52 millions", "2027")),
    ],
)
def test_an_answer_covers_both_parts(shipped: Assistant, question: str, told: tuple[str, str]) -> None:
    answer = shipped.ask(question, as_of=AS_OF)
    assert all(text in answer.answer for text in told), answer.answer
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_a_part_that_is_not_known_makes_the_answer_partial(shipped: Assistant) -> None:
    answer = shipped.ask("Combien de territoires dans la phase 2 et quelle est la recette du cassoulet ?", as_of=AS_OF)
    assert answer.status == "partial" and "183" in answer.answer
    assert any("cassoulet" in missing for missing in answer.missing)
