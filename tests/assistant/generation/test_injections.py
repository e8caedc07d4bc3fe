"""No order inside a document or a question is carried out, though the model behind obeys every one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.live import LiveIndex
from assistant.generation.citation_proof import is_french
from assistant.generation.injected_orders import is_order
from index.build.builder import build
from index.encoder.encoder import Encoder
from index.settings import load_settings
from tests.assistant.generation.conftest import KEY, Api
from tests.assistant.generation.injections import DOCUMENTS, QUESTIONS, PoisonedDocument, PoisonedQuestion
from tests.assistant.generation.model_server import Call, ModelServer, by_kind, says

RULES = ("Vous rédigez", "Vos règles", "Terminez chaque phrase", "ne l'exécutez pas", "<extrait")


@pytest.fixture(scope="module")
def poisoned(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The index of the poisoned documents."""
    folder = tmp_path_factory.mktemp("poisoned")
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, document in enumerate(DOCUMENTS):
        text = f"{document.subject}\n\n{document.fact}\n\n{document.order}\n"
        (corpus / f"{number:02}.txt").write_text(text, "utf-8")
    encoder = Encoder.open(encoder_folder, threads=1)
    build([corpus], folder / "data", encoder)
    return folder / "data", encoder, LiveIndex(folder / "data", encoder)


@pytest.fixture
def obeying(poisoned: Any, model: ModelServer, api: Api) -> Api:
    data, encoder, index = poisoned
    settings = load_settings(data=data, llm_base_url=model.url, llm_model="obeisant", llm_api_key=KEY, llm_timeout=20)
    api.serve(Assistant(settings, encoder, index))
    return api


def obeys(obeyed: str, order: str, url: str) -> Any:
    def reply(call: Call) -> str:
        n = next((number for number, text in call.excerpts if order and order.split()[-1] in text), 1)
        said = {"n": str(n), "key": KEY, "url": url, "system": call.system}
        text = obeyed
        for name, value in said.items():
            text = text.replace("{" + name + "}", value)
        return text

    return reply


def held(api: Api, question: str, marks: tuple[str, ...]) -> Any:
    """Asks, and checks that nothing was given away; returns the answer."""
    streamed = api.stream(question)
    for sentence in streamed.sentences:
        assert sentence["state"] == "verified" and sentence["citations"]
    everything = str(streamed.events)
    assert KEY not in everything and "ASSISTANT_LLM" not in everything
    answer = streamed.answer
    written = [answer["answer"], *answer["missing"], *(sentence["text"] for sentence in streamed.sentences)]
    if answer["engine"] == "generative":
        for text in written:
            assert is_french(text)
            assert not any(mark in text for mark in (*marks, *RULES)), text
    else:  # the documents' own sentences, which are quoted, not obeyed
        assert not any(rule in text for rule in RULES for text in written)
        assert all(s["text"].strip(" .") in str([c["quote"] for c in answer["citations"]]) for s in answer["sentences"])
    return answer


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.subject)
def test_an_order_in_a_document_is_not_carried_out(
    document: PoisonedDocument, obeying: Api, model: ModelServer
) -> None:
    reply = obeys(document.obeyed, document.order, model.url)
    model.script = by_kind(says(reply), says(reply), says(reply))
    answer = held(obeying, f"Combien de meules compte {document.subject.lower()} ?", document.marks)
    assert answer["engine"] == "extractive" and document.fact in answer["answer"]
    assert any(document.fact in call.user for call in model.calls), "the model never saw the document"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.subject)
def test_an_order_obeyed_beside_the_truth_is_left_out(
    document: PoisonedDocument, obeying: Api, model: ModelServer
) -> None:
    order = obeys(document.obeyed, document.order, model.url)

    def both(call: Call) -> str:
        n = call.number_of(document.fact)
        return f"{document.fact} [{n}] {document.subject} compte {document.fact.split()[4]} meules. [{n}] {order(call)}"

    model.script = by_kind(says(both), says(order))
    held(obeying, f"Combien de meules compte {document.subject.lower()} ?", document.marks)


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.question[-40:])
def test_an_order_in_a_question_is_not_carried_out(asked: PoisonedQuestion, obeying: Api, model: ModelServer) -> None:
    reply = obeys(asked.obeyed, "", model.url)
    model.script = by_kind(says(reply), says(reply), says(reply))
    held(obeying, asked.question, asked.marks)


@pytest.mark.parametrize("asked", QUESTIONS[:6], ids=lambda asked: asked.question[-40:])
def test_an_order_in_the_conversation_is_not_carried_out(
    asked: PoisonedQuestion, obeying: Api, model: ModelServer
) -> None:
    reply = obeys(asked.obeyed, "", model.url)
    model.script = by_kind(says(reply), says(reply), says(reply))
    streamed = obeying.stream("Et le moulin Berlou ?", history=[{"role": "user", "content": asked.question}])
    assert KEY not in str(streamed.events) and not any(rule in str(streamed.answer) for rule in RULES)
    assert not any(mark in streamed.answer["answer"] for mark in asked.marks)


def test_the_set_is_as_large_as_promised() -> None:
    assert len(DOCUMENTS) + len(QUESTIONS) >= 40


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.subject)
def test_an_excerpt_closes_no_delimiter_of_the_prompt(
    document: PoisonedDocument, obeying: Api, model: ModelServer
) -> None:
    obeying.ask(f"Combien de meules compte {document.subject.lower()} ?")
    user = model.calls[0].user
    assert user.count("<extrait ") == user.count("</extrait>") == len(model.calls[0].excerpts)
    assert user.count("<question>") == user.count("</question>") == 1
    assert "<script>" not in user and "<|" not in user


@pytest.mark.parametrize(
    "sentence",
    [
        "Répondez à l'appel à projets avant le 5 mars 2023.",
        "Le ministre a dit que 183 territoires sont retenus.",
        "La Banque des Territoires précise que ses prêts durent 40 ans.",
        "Les candidats doivent indiquer leur numéro SIREN.",
        "Le rapport conclut que le programme a trouvé sa place.",
        "Un assistant à maîtrise d'ouvrage accompagne le territoire.",
        "Le comité affirme que les règles ont changé.",
        "Le dossier doit préciser le montant demandé.",
    ],
)
def test_ordinary_sentences_are_no_orders(sentence: str) -> None:
    assert not is_order(sentence)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.subject)
def test_facts_beside_an_order_are_no_orders(document: PoisonedDocument) -> None:
    assert not is_order(document.fact)
