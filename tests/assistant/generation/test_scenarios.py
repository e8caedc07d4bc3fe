"""Whatever the model does, end to end through the API: no sentence is sent that its quotes do not prove, and each question
ends in an answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from assistant.compose.assembly import cited_quote
from assistant.engine.assistant import Assistant
from assistant.generation.failures import Failure
from assistant.proof.verification import verify
from index.documents.quote import Quote
from tests.assistant.generation.conftest import KEY, QUESTION, Api, Make, Streamed
from tests.assistant.generation.model_server import (
    Call,
    ModelServer,
    Script,
    Wire,
    by_kind,
    dripping,
    honest,
    in_turn,
    listed,
    says,
    sentences_of,
    status_script,
)

GOOD = "Les 183 Territoires d'industrie réunissent 630 intercommunalités."
AXES = "La phase 2 compte 183 Territoires d'industrie depuis le 9 novembre 2023."


def cites(*sentences: str, holding: str = "630") -> Callable[[Call], str]:
    """The sentences, each citing the excerpt that holds those words."""
    return lambda call: listed([(call.number_of(holding), sentence) for sentence in sentences])


@dataclass(frozen=True)
class Scenario:
    """What the model does, and what is to come of it; `fallback` is None where its own answer is to be given."""

    name: str
    script: Script
    fallback: str | None = None
    verified: int | None = None
    dropped: int | None = None


def ok(name: str, text: Any, verified: int, dropped: int = 0, repair: Script | None = None) -> Scenario:
    return Scenario(name, by_kind(says(text), repair), None, verified, dropped)


def bad(name: str, fallback: Failure, answer: Script, repair: Script | None = None) -> Scenario:
    return Scenario(name, by_kind(answer, repair), fallback.value)


def lie(name: str, text: Any) -> Scenario:
    return bad(f"ment : {name}", Failure.UNPROVEN, says(text))


TRUTHS = [
    ok("copie deux phrases", cites(GOOD, AXES), 2),
    ok("reformule", cites("La phase 2 compte 183 Territoires d'industrie.", GOOD), 2),
    ok("marque avant le point", lambda c: f"{GOOD[:-1]} [{c.number_of('630')}].", 1),
    ok("marques collées", lambda c: f"{GOOD}[{c.number_of('630')}]{AXES}[{c.number_of('630')}]", 2),
    ok("marque en gras", lambda c: f"**{GOOD}** **[{c.number_of('630')}]**", 1),
    ok("marque nommée", lambda c: f"{GOOD} [extrait n° {c.number_of('630')}]", 1),
    ok("marque à crochets japonais", lambda c: f"{GOOD} 【{c.number_of('630')}】", 1),
    ok("deux marques dont une à côté", lambda c: f"{GOOD} [{c.number_of('630')}][{c.number_of('136')}]", 1),
    ok("une marque inconnue et une juste", lambda c: f"{GOOD} [99, {c.number_of('630')}]", 1),
    ok("liste à puces", lambda c: f"- {GOOD} [{c.number_of('630')}]\n- {AXES} [{c.number_of('630')}]\n", 2),
    ok("numérote", lambda c: f"1. {GOOD} [{c.number_of('630')}]\n2. {AXES} [{c.number_of('630')}]", 2),
    ok("étiquette", lambda c: f"Réponse : {GOOD} [{c.number_of('630')}]", 1),
    ok("réfléchit d'abord", lambda c: f"<think>Voyons, 640 peut-être ? [1]</think>{GOOD} [{c.number_of('630')}]", 1),
    ok("se répète", cites(GOOD, GOOD, GOOD), 3),
    ok("ment une fois sur trois", cites(GOOD, "Les 183 Territoires d'industrie réunissent 640 intercommunalités.", AXES), 2, 1),
    ok("bavarde une fois sur trois", lambda c: f"{GOOD} [{c.number_of('630')}] Bien à vous. {AXES} [{c.number_of('630')}]", 2, 1),
    ok("attribue à l'éditeur", cites(f"Selon Ministère chargé de l'Industrie : {GOOD}"), 1),
    ok("liste entière", cites("La phase 2 repose sur quatre axes : les compétences et le recrutement, l'innovation, le foncier industriel, la transition écologique.", GOOD), 2),
    ok("répare un chiffre", cites("Ils réunissent 640 intercommunalités."), 1, 0, says(cites(GOOD))),
    ok("répare une citation", f"{GOOD} [88] {AXES} [1]", 2, 0, says(cites(GOOD))),
    ok("dit ce qui manque", lambda c: f"{GOOD} [{c.number_of('630')}]\nMANQUE : la clé sk-123 et le nombre de communes", 1),
]  # fmt: skip

LIES = [
    lie("un chiffre", cites("Les 183 Territoires d'industrie réunissent 631 intercommunalités.")),
    lie("une unité", cites("Les 183 Territoires d'industrie réunissent 630 communes.")),
    lie("une date", cites("La phase 2 compte 183 Territoires d'industrie depuis le 9 novembre 2022.")),
    lie("un jour", cites("La phase 2 compte 183 Territoires d'industrie depuis le 8 novembre 2023.")),
    lie("une borne", cites("Les 183 Territoires d'industrie réunissent au moins 630 intercommunalités.")),
    lie("une négation", cites("Les 183 Territoires d'industrie ne réunissent pas 630 intercommunalités.")),
    lie("un nom", cites("Les 183 Territoires d'industrie de Bretagne réunissent 630 intercommunalités.")),
    lie("un sigle", cites("Selon l'ANCT, les 183 Territoires d'industrie réunissent 630 intercommunalités.")),
    lie("un ajout", cites("Les 183 Territoires d'industrie réunissent 630 intercommunalités très satisfaites.")),
    lie("une adresse", cites("Les 183 Territoires d'industrie réunissent 630 intercommunalités : voir http://pirate.test.")),
    lie("deux extraits cousus", lambda c: f"La phase 1 compte 183 Territoires d'industrie. [{c.number_of('630')}, {c.number_of('136')}]"),
    lie("le mauvais extrait", lambda c: f"{GOOD} [{c.number_of('136')}]"),
    lie("un pronom", lambda c: f"Elle comptait 136 Territoires d'industrie en mars 2019. [{c.number_of('136')}]"),
    lie("la moitié du temps", cites(GOOD, "Le programme est annulé.", "La prime est de 9 000 euros.")),
    lie("en anglais", cites("The 183 territories bring together 630 intermunicipalities.")),
    lie("en anglais, mot pour mot presque", cites("The 183 Territoires d'industrie and the 630 intercommunalités.")),
    lie("en russe", cites("Программа объединяет 630 объединений.")),
    bad("ment : une phrase sans fin", Failure.UNCITED, says(cites("Les territoires " + "réunissent des intercommunalités et " * 200))),
]  # fmt: skip


def dead(call: Call, wire: Wire) -> None:
    wire.reset()


def silent(call: Call, wire: Wire) -> None:
    wire.wait()


def headers_then_silent(call: Call, wire: Wire) -> None:
    wire.open()
    wire.wait()


def breathing(call: Call, wire: Wire) -> None:
    """Comments keep the connection alive, and no word ever comes."""
    wire.open()
    dripping(wire, ": encore un instant\n\n")


def stalled(call: Call, wire: Wire) -> None:
    wire.open()
    wire.piece(cites(GOOD, AXES)(call))
    wire.wait()


def cut(call: Call, wire: Wire) -> None:
    wire.open()
    wire.piece(cites(GOOD, AXES)(call))


def broken(call: Call, wire: Wire) -> None:
    wire.open()
    wire.piece(cites(GOOD)(call))
    wire.reset()


def failed_inside(call: Call, wire: Wire) -> None:
    wire.open()
    wire.piece("Les 183 ")
    wire.data({"error": {"message": f"out of memory, key {KEY}", "type": "server_error"}})


def wrong_json(call: Call, wire: Wire) -> None:
    wire.open()
    wire.raw('data: {"choices": [{"delta": {"content": "Les\n\n')
    wire.raw("data: [DONE]\n\n")


def wrong_shape(call: Call, wire: Wire) -> None:
    wire.open()
    wire.data({"choices": [{"delta": "Les 183"}]})
    wire.data(["choices"])


def html(call: Call, wire: Wire) -> None:
    wire.open("text/html")
    wire.raw("<html><body>Maintenance</body></html>")


def bytes_only(call: Call, wire: Wire) -> None:
    wire.open()
    wire.raw(bytes(range(256)) * 20)


def whole_body(call: Call, wire: Wire) -> None:
    """The endpoint ignores that a stream was asked for."""
    wire.status(200, '{"choices": [{"message": {"role": "assistant", "content": "Bonjour"}, "finish_reason": "stop"}]}')


def empty(call: Call, wire: Wire) -> None:
    wire.open()
    wire.end()


def endless_line(call: Call, wire: Wire) -> None:
    wire.open()
    dripping(wire, "x" * 100_000, pause=0)


def status(code: int, **headers: str) -> Script:
    return status_script(code, f"key {KEY} refused", **headers)


FAILURES = [
    bad("connexion coupée", Failure.UNREACHABLE, dead),
    bad("400", Failure.REFUSED, status(400)),
    bad("401", Failure.UNAUTHORISED, status(401)),
    bad("403", Failure.UNAUTHORISED, status(403)),
    bad("404 modèle inconnu", Failure.REFUSED, status(404)),
    bad("413", Failure.REFUSED, status(413)),
    bad("422", Failure.REFUSED, status(422)),
    bad("429", Failure.RATE_LIMITED, status(429)),
    bad("429, revenez demain", Failure.RATE_LIMITED, status(429, Retry_After="86400")),
    bad("429, revenez un jour", Failure.RATE_LIMITED, status(429, Retry_After="Sun, 22 Nov 2026 10:00:00 GMT")),
    bad("500", Failure.SERVER_ERROR, status(500)),
    bad("503", Failure.SERVER_ERROR, status(503)),
    bad("redirection", Failure.REFUSED, status(302, Location="http://127.0.0.1:9/")),
    bad("muet", Failure.SLOW, silent),
    bad("muet après les en-têtes", Failure.SLOW, headers_then_silent),
    bad("respire sans parler", Failure.SLOW, breathing),
    bad("s'arrête au milieu", Failure.STALLED, stalled),
    bad("finit sans le dire", Failure.CUT, cut),
    bad("coupé au milieu", Failure.CUT, broken),
    bad("panne annoncée au milieu", Failure.SERVER_ERROR, failed_inside),
    bad("JSON cassé", Failure.GARBAGE, wrong_json),
    bad("JSON d'une autre forme", Failure.GARBAGE, wrong_shape),
    bad("une page HTML", Failure.EMPTY, html),
    bad("des octets", Failure.GARBAGE, bytes_only),
    bad("un corps au lieu d'un flux", Failure.EMPTY, whole_body),
    bad("rien", Failure.EMPTY, empty),
    bad("une ligne sans fin", Failure.GARBAGE, endless_line),
    bad("sans citation", Failure.UNCITED, says(f"{GOOD} {AXES}")),
    bad("sans citation, même réparée", Failure.UNCITED, says(GOOD), says(GOOD)),
    bad("cite ce qui n'existe pas", Failure.UNPROVEN, says(f"{GOOD} [77]")),
    bad("cite zéro", Failure.UNPROVEN, says(f"{GOOD} [0]")),
    bad("refuse de répondre", Failure.UNCITED, says("Je suis désolé, je ne peux pas répondre.")),
    bad("seulement ce qui manque", Failure.UNCITED, says("MANQUE : tout")),
    bad("répare par un mensonge", Failure.UNPROVEN, says(cites("Ils sont 640.")), says(cites("Les 183 Territoires d'industrie réunissent 650 intercommunalités."))),
    bad("répare par RIEN", Failure.UNPROVEN, says(cites("Ils sont 640.")), says("RIEN")),
    bad("répare et meurt", Failure.UNPROVEN, says(cites("Ils sont 640.")), dead),
    bad("répare et se tait", Failure.UNPROVEN, says(cites("Ils sont 640.")), silent),
    bad("répare par une panne", Failure.UNPROVEN, says(cites("Ils sont 640.")), status(500)),
]  # fmt: skip

_WAITS = {"muet", "muet après les en-têtes", "respire sans parler", "s'arrête au milieu", "répare et se tait"}
_SHORT_S = 1.2
_SLACK_S = 10.0
"""For the rest of an answer on a busy machine; what is bounded is the model's part."""


def proven(assistant: Assistant, streamed: Streamed) -> None:
    """Each sentence that was ever sent is proven by one quote of its own, cited before the next sentence."""
    citations: dict[int, Any] = {}
    pending: list[Any] = []

    def check() -> None:
        for sentence in pending:
            assert sentence["state"] == "verified" and sentence["citations"], sentence
            for n in sentence["citations"]:
                quote = _quote(assistant, citations[n])
                alone = streamed.answer["engine"] == "generative"
                assert not alone or verify(sentence["text"], [cited_quote(quote)]).state == "verified", sentence
        pending.clear()

    for name, data in streamed.events:
        if name == "citation":
            citations[data["n"]] = data
            continue
        check()
        if name == "status":
            citations.clear()
        if name == "sentence":
            pending.append(data)


def _quote(assistant: Assistant, citation: Any) -> Quote:
    quote = Quote(assistant.snapshot.document(citation["document_id"]), citation["start"], citation["end"])
    assert quote.text == citation["quote"]
    return quote


@pytest.mark.parametrize("scenario", [*TRUTHS, *LIES, *FAILURES], ids=lambda scenario: scenario.name)
def test_only_proven_sentences_are_sent_and_every_question_is_answered(
    scenario: Scenario, api: Api, assistant_with: Make, model: ModelServer
) -> None:
    timeout = _SHORT_S if scenario.name in _WAITS else 20.0
    assistant = assistant_with(llm_timeout=timeout)
    api.serve(assistant)
    model.script = scenario.script
    began = time.monotonic()
    streamed = api.stream(QUESTION)
    took = time.monotonic() - began
    answer = streamed.answer
    generation = answer["receipt"]["generation"]
    proven(assistant, streamed)
    assert generation["fallback"] == scenario.fallback, generation
    assert streamed.kept == answer["sentences"] and "630" in answer["answer"]
    assert KEY not in str(streamed.events)
    if scenario.fallback is None:
        assert (answer["engine"], answer.get("notice")) == ("generative", None)
        assert (generation["verified"], generation["dropped"]) == (scenario.verified, scenario.dropped)
        assert 0 < answer["timings_ms"]["first_sentence"] <= answer["timings_ms"]["total"]
    else:
        assert (answer["engine"], answer["notice"]) == ("extractive", Failure(scenario.fallback).notice)
    if scenario.name in _WAITS:
        assert took < timeout + _SLACK_S


def test_the_scenarios_are_as_many_as_promised() -> None:
    assert len(TRUTHS) + len(LIES) + len(FAILURES) >= 60


def test_what_is_missing_is_told_in_our_words(api: Api, model: ModelServer) -> None:
    model.script = by_kind(says(lambda c: f"{GOOD} [{c.number_of('630')}]\nMANQUE : appelez le 06 00 00 00 00"))
    answer = api.ask(QUESTION)
    assert answer["status"] == "partial" and len(answer["missing"]) == 1
    assert QUESTION in answer["missing"][0] and "appelez" not in str(answer)


def test_a_second_try_mends_what_a_second_try_can_mend(api: Api, assistant_with: Make, model: ModelServer) -> None:
    for first in (dead, status(500), status(429), status(429, Retry_After="0.1")):
        api.serve(assistant_with())
        model.calls.clear()
        model.script = in_turn(first, says(honest))
        assert api.ask(QUESTION)["engine"] == "generative"
        assert model.kinds == ["answer", "answer"]


@pytest.mark.parametrize("first", [status(401), status(404), status(429, Retry_After="60"), empty, html], ids=str)
def test_what_a_second_try_cannot_mend_is_tried_once(first: Script, api: Api, model: ModelServer) -> None:
    model.script = in_turn(first, says(honest))
    assert api.ask(QUESTION)["engine"] == "extractive"
    assert model.kinds == ["answer"]


def test_an_endpoint_that_does_not_know_how_to_count_is_asked_without(api: Api, model: ModelServer) -> None:
    def strict(call: Call, wire: Wire) -> None:
        if "stream_options" in call.body:
            wire.status(422)
        else:
            says(honest, usage=None)(call, wire)

    model.script = strict
    answer = api.ask(QUESTION)
    assert answer["engine"] == "generative" and answer["receipt"]["generation"]["prompt_tokens"] is None
    api.ask("Combien de Territoires d'industrie compte la phase 2 ?")
    assert ["stream_options" in call.body for call in model.calls] == [True, False, False]


def test_an_output_without_end_is_listened_to_up_to_a_point(api: Api, model: ModelServer) -> None:
    def endless(call: Call, wire: Wire) -> None:
        wire.open()
        for pair in sentences_of(call, 4) * 500:
            wire.piece(listed([pair]) + " ")

    model.script = endless
    answer = api.ask(QUESTION)
    assert answer["engine"] == "generative" and len(answer["answer"].split()) <= 200
    assert answer["receipt"]["generation"]["produced"] <= 12


def test_a_broken_endpoint_is_not_asked_again_for_every_question(api: Api, model: ModelServer) -> None:
    model.script = status(401)
    reasons = [api.ask(f"{QUESTION[:-1]}{' ' * n}?")["receipt"]["generation"]["fallback"] for n in range(6)]
    assert reasons == ["unauthorised"] * 3 + ["resting"] * 3
    assert len(model.calls) == 3


def test_a_lying_model_is_no_broken_endpoint(api: Api, model: ModelServer) -> None:
    model.script = by_kind(says(cites("Ils sont 999.")))
    reasons = {api.ask(f"{QUESTION[:-1]}{' ' * n}?")["receipt"]["generation"]["fallback"] for n in range(5)}
    assert reasons == {"unproven"}


def test_a_rested_endpoint_is_tried_again(
    api: Api, model: ModelServer, assistant_with: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.generation.model_engine.REST_S", 0.0)
    api.serve(assistant_with())
    model.script = in_turn(*[status(401)] * 3, says(honest))
    engines = [api.ask(f"{QUESTION[:-1]}{' ' * n}?")["engine"] for n in range(4)]
    assert engines == ["extractive"] * 3 + ["generative"]


def test_sentences_taken_back_are_followed_by_the_answer_that_holds(api: Api, model: ModelServer) -> None:
    model.script = by_kind(cut)
    streamed = api.stream(QUESTION)
    stages = [(name, data.get("stage")) for name, data in streamed.events if name == "status"]
    assert stages == [("status", "recherche"), ("status", "reprise")]
    assert len(streamed.sentences) > len(streamed.kept) and streamed.kept == streamed.answer["sentences"]
