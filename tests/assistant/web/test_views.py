from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest
from bs4 import BeautifulSoup

from assistant.schema import Answer
from assistant.web import views
from assistant.web.chat import Exchange
from assistant.web.site import Site
from index.programmes.programme import Programme

PROGRAMME = Programme.model_validate(
    {
        "id": "zebre", "name": "Zèbre", "wording": {"welcome": "Bienvenue au plan Zèbre."},
        "themes": [{"name": "Calendrier", "questions": ["Quand ?"]}, {"name": "Aides", "questions": ["Combien ?", "Pour qui ?"]}],
    }
)  # fmt: skip
HOSTILE = "<script>x</script><img src=x onerror=alert(1)> [a](javascript:b) **c** ${1+1} {{d}} \"'>"


def answer(**fields: object) -> Answer:
    values = {
        "id": "a",
        "question": "Combien ?",
        "status": "answered",
        "engine": "extractive",
        "intent": "figures",
        "answer": "Il y en a 183. [1]",
        "missing": [],
        "suggestions": [],
        "as_of": dt.date(2026, 11, 21),
        "sentences": [{"text": "Il y en a 183.", "citations": [1], "state": "verified"}],
        "citations": [
            {
                "n": 1,
                "document_id": "d",
                "title": "Fiche",
                "publisher": None,
                "published_on": None,
                "url": None,
                "section": [],
                "quote": "Il y en a 183.",
                "start": 0,
                "end": 14,
                "validity": {"state": "unknown"},
            }
        ],
        "understood_as": "Combien ?",
        "receipt": dict.fromkeys(("snapshot", "encoder", "engine", "version"), "x"),
        "timings_ms": {},
    }
    return Answer.model_validate(values | fields)


def shown(*exchanges: Exchange) -> BeautifulSoup:
    return BeautifulSoup(views.conversation(exchanges, Site(cast(Any, SimpleNamespace(programme=PROGRAMME)))), "html.parser")


def test_an_empty_conversation_offers_examples_of_every_theme() -> None:
    buttons = shown().select("button[data-question]")
    assert [button["data-question"] for button in buttons] == [
        question for theme in PROGRAMME.themes for question in theme.questions
    ]
    assert "Bienvenue au plan Zèbre." in shown().text


def test_without_an_index_the_welcome_offers_no_example_and_names_no_programme() -> None:
    page = BeautifulSoup(views.conversation((), Site()), "html.parser")
    assert not page.select("button, h3") and "documents de ce service" in page.text


def test_each_number_leads_to_its_card() -> None:
    page = shown(Exchange(3, "Combien ?", answer=answer()))
    (call,) = page.select("a.as-appel")
    assert call.text == "[1]"
    card = page.select_one(call["href"])
    assert card is not None and "Il y en a 183." in card.text


def test_sentences_are_shown_while_the_answer_is_on_its_way() -> None:
    whole = answer()
    page = shown(Exchange(1, "Combien ?", sentences=tuple(whole.sentences), citations=tuple(whole.citations)))
    assert page.select_one(".as-reponse")["aria-busy"] == "true"
    assert "Il y en a 183." in page.select_one(".as-phrase").text
    assert page.select_one(".as-attente") is not None


def test_silence_says_what_is_missing_and_what_to_ask_instead() -> None:
    silent = answer(
        status="abstained",
        sentences=[],
        citations=[],
        answer="Je ne sais pas.",
        missing=["Le budget de 2030"],
        suggestions=["Quel est le budget de 2025 ?", "Le délégué de votre région"],
    )
    page = shown(Exchange(1, "Combien ?", answer=silent))
    assert page.select_one(".as-etat").text == "Les documents ne permettent pas de répondre"
    assert "Le budget de 2030" in page.text and "Le délégué de votre région" in page.text
    (button,) = page.select("button[data-question]")
    assert button["data-question"] == "Quel est le budget de 2025 ?"


def test_a_sentence_that_is_not_fully_backed_says_so() -> None:
    doubtful = answer(sentences=[{"text": "Peut-être.", "citations": [1], "state": "partial"}])
    assert "étayé en partie" in shown(Exchange(1, "?", answer=doubtful)).text


def test_a_failure_is_announced_where_the_answer_would_be() -> None:
    page = shown(Exchange(1, "Combien ?", failure="La question est trop longue."))
    assert page.select_one("[role=alert]").text == "La question est trop longue."


@pytest.mark.parametrize(
    "field", ["question", "sentence", "title", "publisher", "quote", "missing", "suggestion"]
)
def test_hostile_text_is_text_wherever_it_comes_from(field: str) -> None:
    clean = answer(missing=["m"], suggestions=["s ?"])
    dump = clean.model_dump(mode="json")
    if field == "sentence":
        dump["sentences"][0]["text"] = HOSTILE
    elif field in ("title", "publisher", "quote"):
        dump["citations"][0][field] = HOSTILE
    elif field == "missing":
        dump["missing"] = [HOSTILE]
    elif field == "suggestion":
        dump["suggestions"] = [HOSTILE, HOSTILE + " ?"]
    question = HOSTILE if field == "question" else "q"
    page = shown(Exchange(1, question, answer=Answer.model_validate(dump)))
    assert not page.select("script, img, strong, em")
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert all(link["href"].startswith(("#", "/api/v1/documents/", "/recus/")) for link in page.select("a"))
    assert HOSTILE in page.text


def test_a_completed_question_is_shown_only_when_it_says_more() -> None:
    same = shown(Exchange(1, "Combien ?", answer=answer(understood_as="combien")))
    more = shown(Exchange(1, "Et en 2019 ?", answer=answer(understood_as="Combien de territoires en 2019 ?")))
    assert "Question comprise" not in same.text
    assert "Combien de territoires en 2019 ?" in more.text


def test_a_lead_in_and_its_items_are_a_list_and_the_next_sentence_is_not_part_of_it() -> None:
    texts = ["Quatre axes :", "l'emploi ;", "l'innovation.", "Ils datent de 2023."]
    sentences = [{"text": text, "citations": [1], "state": "verified"} for text in texts]
    page = shown(Exchange(1, "?", answer=answer(sentences=sentences)))
    assert [item.text.split("\u00a0")[0] for item in page.select("ul.as-phrase li")] == texts[1:3]
    assert [line.text.split("\u00a0")[0] for line in page.select("p.as-phrase")] == [texts[0], texts[3]]


def listing(told: str, quotes: list[str]) -> Answer:
    cited = answer().citations[0]
    citations = [cited.model_copy(update={"n": n, "quote": quote}) for n, quote in enumerate(quotes, 1)]
    sentence = {"text": told, "citations": list(range(1, len(quotes) + 1)), "state": "verified"}
    return answer(answer=told, sentences=[sentence], citations=[c.model_dump(mode="json", by_alias=True) for c in citations])


NAMES = ["Prêt Soufflet", "Prêt Braise, volet fonte", "Bourse Marteau", "Prime Tenaille"]


def test_a_counted_list_is_laid_out_with_the_source_of_each_name() -> None:
    page = shown(Exchange(1, "q", answer=listing(f"4 offres recensées : {', '.join(NAMES)}.", NAMES)))
    assert page.select_one("p.as-phrase").get_text(strip=True) == "4 offres recensées :"
    items = page.select("ul.as-phrase li")
    assert [item.get_text(strip=True) for item in items] == [f"{name}[{n}]" for n, name in enumerate(NAMES, 1)]


@pytest.mark.parametrize(
    ("told", "quotes"),
    [
        (f"3 offres recensées : {', '.join(NAMES[:3])}.", NAMES[:3]),  # short enough for a line
        (f"4 offres recensées : {', '.join(NAMES)}, et d'autres.", NAMES),  # more than names
        ("Le jury en dit ceci : il siège à Rivemont.", ["Le jury en dit ceci : il siège à Rivemont."]),
    ],
)
def test_any_other_sentence_stays_one(told: str, quotes: list[str]) -> None:
    page = shown(Exchange(1, "q", answer=listing(told, quotes)))
    assert told in page.select_one("p.as-phrase").get_text() and not page.select("ul.as-phrase")
