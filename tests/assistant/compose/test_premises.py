"""False premises: corrected with a sourced fact, confirmed only where every stated thing stands in the quotes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.premises import CORRECTED, UNCONFIRMED, held_against
from assistant.schema import Answer
from index.documents.document import Document
from index.documents.quote import Quote

Ask = Callable[[str], Answer]
TEXT = "Édouard Philippe a lancé le programme le 22 novembre 2018, avec 1,36 milliard d'euros."
DRAFT = Draft((DraftSentence(TEXT, (Quote(Document(id="d", title="Lancement", text=TEXT), 0, len(TEXT)),)),))


@pytest.mark.parametrize(
    ("claims", "lead"),
    [
        (("novembre 2018",), ""),
        (("2018",), ""),
        (("2016",), CORRECTED),
        (("22 novembre 2019",), CORRECTED),
        (("1,36 Md€",), ""),
        (("1,4 milliard d'euros",), CORRECTED),
        (("Édouard Philippe",), ""),
        (("Jean Castex",), CORRECTED),
        (("novembre 2018", "Jean Castex"), CORRECTED),
    ],
)
def test_a_claim_stands_or_falls_by_the_quotes(claims: tuple[str, ...], lead: str) -> None:
    first = held_against(claims, DRAFT).sentences[0]
    assert first.lead == lead and first.text == TEXT


@pytest.mark.parametrize("claim", ["200 territoires", "45 %"])
def test_a_claim_that_nothing_found_opposes_is_not_called_wrong(claim: str) -> None:
    assert held_against((claim,), DRAFT).sentences[0].lead == UNCONFIRMED


def test_a_question_without_claims_gets_no_introduction() -> None:
    assert held_against((), DRAFT) == DRAFT


def test_nothing_found_confirms_nothing() -> None:
    assert held_against(("2016",), Draft(())) == Draft(())


def test_a_list_keeps_the_introduction_it_has() -> None:
    counted = Draft((DraftSentence(TEXT, DRAFT.sentences[0].quotes, lead="1 offre recensée :"),))
    assert held_against(("2016",), counted) == counted


@pytest.mark.parametrize(
    "question",
    ["Jean Castex a bien lancé le programme en 2016, vous confirmez ?", "Le programme a bien été lancé en 2016 ?"],
)
def test_a_false_launch_is_corrected_with_the_sourced_one(question: str, ask_shipped: Ask) -> None:
    answer = ask_shipped(question)
    assert answer.answer.startswith(CORRECTED) and "2018" in answer.sentences[0].text
    assert "2016" not in answer.answer and "Castex" not in answer.answer


def test_a_true_launch_is_confirmed_with_its_full_date(ask_shipped: Ask) -> None:
    answer = ask_shipped("Le programme a bien été lancé en novembre 2018, vous confirmez ?")
    assert not answer.answer.startswith(CORRECTED) and "22 novembre 2018" in answer.sentences[0].text


@pytest.mark.parametrize(("number", "lead"), [("75", ""), ("90", CORRECTED)])
def test_a_stated_figure_is_held_against_the_series(number: str, lead: str, ask: Ask) -> None:
    answer = ask(f"Le plan Enclume compte bien {number} forges labellisées, n'est-ce pas ?")
    assert answer.sentences[0].text.startswith(CORRECTED) == bool(lead) and "75 forges" in answer.answer


def test_a_claim_that_the_quotes_deny_is_not_introduced_as_stated(ask_shipped: Ask) -> None:
    assert "erreur" in ask_shipped("J'ai lu 146 régions, c'est vrai ?").sentences[0].text


@pytest.mark.parametrize(
    ("question", "wrong", "right"),
    [
        ("Puisque la phase 2 compte 200 territoires, comment sont-ils répartis ?", "200", "183"),
        ("Pourquoi Emmanuel Macron a-t-il lancé la phase 2 au Bourget ?", "Macron", "Élisabeth Borne"),
    ],
)
def test_what_a_question_takes_for_granted_is_corrected(
    question: str, wrong: str, right: str, ask_shipped: Ask
) -> None:
    answer = ask_shipped(question)
    assert answer.answer.startswith(CORRECTED) and right in answer.answer and wrong not in answer.answer


def test_why_with_names_the_corpus_knows_corrects_nothing(ask_shipped: Ask) -> None:
    assert CORRECTED not in ask_shipped("Pourquoi Élisabeth Borne a-t-elle lancé la phase 2 ?").answer


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Guillaume Basset était bien le premier délégué aux Territoires d'industrie ?", "Olivier Lluansi"),
        ("La phase 2 a été lancée par Jean Castex, non ?", "Élisabeth Borne"),
        ("L'assemblée de 2023 a bien eu lieu à Lyon ?", "Chalon-sur-Saône"),
    ],
)
def test_the_right_person_or_place_is_found_without_the_one_stated(question: str, right: str, ask_shipped: Ask) -> None:
    assert right in ask_shipped(question).answer


@pytest.mark.parametrize(
    ("text", "lead"), [("Elle s'est tenue à Lyon.", CORRECTED), ("Elle a duré deux jours.", UNCONFIRMED)]
)
def test_only_another_place_stands_against_the_one_stated(text: str, lead: str) -> None:
    draft = Draft((DraftSentence(text, (Quote(Document(id="d", title="Assemblée", text=text), 0, len(text)),)),))
    assert held_against(("Paris",), draft, "L'assemblée s'est bien tenue à Paris ?").sentences[0].lead == lead
