"""Assembly: what is not proven is not shown, and every mark in the text leads to its quote."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.compose import tally
from assistant.compose.assembly import assemble, text_of
from assistant.compose.composer import Composer
from assistant.compose.composition import Composition
from assistant.compose.draft import Draft, DraftSentence
from assistant.engine import lookup
from assistant.engine.assistant import Assistant
from assistant.schema import Sentence, SentenceState
from index.documents.document import Document
from index.documents.quote import Quote

AS_OF = dt.date(2026, 11, 22)
TEXT = "Le plan Enclume compte 75 forges. La Banque Orsel prête au moins 400 000 euros. Le jury siège à Rivemont."
DOCUMENT = Document(id="plan", title="Le plan", text=TEXT)
FORGES, LOAN, JURY = (
    Quote(DOCUMENT, TEXT.index(part), TEXT.index(part) + len(part))
    for part in ("Le plan Enclume compte 75 forges.", "La Banque Orsel prête au moins 400 000 euros.", "Le jury siège à Rivemont.")
)  # fmt: skip


def drafted(*sentences: DraftSentence) -> Draft:
    return Draft(sentences)


def test_sentences_that_are_their_quotes_are_verified() -> None:
    done = assemble(drafted(DraftSentence(FORGES.text, (FORGES,)), DraftSentence(LOAN.text, (LOAN,))), AS_OF)
    assert [sentence.state for sentence in done.sentences] == ["verified", "verified"] and done.dropped == 0


@pytest.mark.parametrize(
    "text",
    [
        "Le plan Enclume compte 76 forges.",
        "Le plan Marteau compte 75 forges.",
        "Le plan Enclume ne compte pas 75 forges.",
        "Le plan Enclume compte 75 forges depuis 2019.",
        "Le plan Enclume compte plus de 75 forges.",
    ],
)
def test_a_sentence_that_its_quote_does_not_prove_is_dropped(text: str) -> None:
    done = assemble(drafted(DraftSentence(text, (FORGES,)), DraftSentence(JURY.text, (JURY,))), AS_OF)
    assert done.dropped == 1 and [sentence.text for sentence in done.sentences] == [JURY.text]


def test_what_is_dropped_is_counted_for_the_metrics() -> None:
    before = tally.UNPROVEN.total
    wrong = DraftSentence("Le plan Enclume compte 76 forges.", (FORGES,))
    assemble(drafted(wrong, wrong, DraftSentence(JURY.text, (JURY,))), AS_OF)
    assert tally.UNPROVEN.total == before + 2


def test_a_limit_that_was_cut_off_is_not_shown() -> None:
    done = assemble(drafted(DraftSentence("La Banque Orsel prête 400 000 euros.", (LOAN,))), AS_OF)
    assert (done.sentences, done.citations, done.text, done.dropped) == ([], [], "", 1)


def test_the_quotes_of_a_dropped_sentence_are_not_cited() -> None:
    wrong = DraftSentence("Le plan Enclume compte 76 forges.", (FORGES,))
    done = assemble(drafted(wrong, DraftSentence(JURY.text, (JURY,))), AS_OF)
    assert [citation.quote for citation in done.citations] == [JURY.text] and "[2]" not in done.text


def test_citations_are_numbered_in_reading_order() -> None:
    done = assemble(drafted(*(DraftSentence(quote.text, (quote,)) for quote in (JURY, FORGES, LOAN))), AS_OF)
    assert [(c.n, c.quote) for c in done.citations] == [(1, JURY.text), (2, FORGES.text), (3, LOAN.text)]


def test_a_quote_used_twice_is_cited_once() -> None:
    done = assemble(drafted(DraftSentence(FORGES.text, (FORGES,)), DraftSentence("75 forges.", (FORGES,))), AS_OF)
    assert len(done.citations) == 1 and [sentence.citations for sentence in done.sentences] == [[1], [1]]


def test_a_sentence_may_rest_on_several_quotes() -> None:
    (sentence,) = assemble(drafted(DraftSentence("75 forges, à Rivemont.", (FORGES, JURY))), AS_OF).sentences
    assert sentence.citations == [1, 2]


def test_the_lead_is_shown_before_the_sentence() -> None:
    (sentence,) = assemble(drafted(DraftSentence(JURY.text, (JURY,), lead="À noter :")), AS_OF).sentences
    assert sentence.text.startswith("À noter : Le jury")


@pytest.mark.parametrize(("announced", "shown"), [(2, 1), (3, 0), (1, 0)])
def test_a_list_that_miscounts_its_quotes_is_not_shown(announced: int, shown: int) -> None:
    sentence = DraftSentence("75 forges, Rivemont.", (FORGES, JURY), lead=f"{announced} choses recensées :")
    done = assemble(drafted(sentence), AS_OF)
    assert (len(done.sentences), done.dropped) == (shown, 1 - shown)
    assert set(done.faults) <= {"count"}


def test_what_is_dropped_says_what_was_not_proven() -> None:
    wrong = ("Le plan Enclume compte 76 forges.", "Le plan Enclume ne compte pas 75 forges.", "Octave compte 75 forges.")
    done = assemble(drafted(*(DraftSentence(text, (FORGES,)) for text in wrong)), AS_OF)
    assert done.faults == ("number", "negation", "name")


def test_a_quote_outside_the_text_proves_nothing() -> None:
    beyond = Quote(DOCUMENT, len(TEXT) - 5, len(TEXT) + 20)
    assert assemble(drafted(DraftSentence(beyond.text, (beyond,))), AS_OF).dropped == 1


def test_a_sentence_without_a_quote_is_not_shown() -> None:
    assert assemble(drafted(DraftSentence("Le plan compte des forges.", ())), AS_OF).sentences == []


def test_an_empty_draft_is_an_empty_answer() -> None:
    done = assemble(Draft(()), AS_OF)
    assert (done.text, done.sentences, done.citations, done.dropped) == ("", [], [], 0)


def test_the_text_carries_every_mark_after_its_sentence() -> None:
    sentences = [
        Sentence(text="Un.", citations=[1], state=SentenceState.VERIFIED),
        Sentence(text="Deux.", citations=[2, 1], state=SentenceState.PARTIAL),
    ]
    assert text_of(sentences) == "Un. [1] Deux. [2][1]"


# --- what the pipeline makes of it: a composer that errs -----------------------------------------------


def _composing(monkeypatch: pytest.MonkeyPatch, *sentences: DraftSentence) -> None:
    erring = Composer("erring", "toujours", lambda context: Draft(sentences))
    monkeypatch.setattr(lookup, "compose", lambda context: Composition(erring.compose(context), [erring]))


def test_an_answer_that_lost_a_sentence_is_partial(shipped: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = DraftSentence("Le plan Enclume compte 76 forges.", (FORGES,))
    _composing(monkeypatch, DraftSentence(JURY.text, (JURY,)), wrong)
    answer = shipped.ask("Combien de Territoires d'industrie aujourd'hui ?", as_of=AS_OF)
    assert answer.status == "partial" and "76" not in answer.answer and len(answer.citations) == 1


def test_an_answer_that_lost_every_sentence_is_silent(shipped: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    _composing(monkeypatch, DraftSentence("Le plan Enclume compte 76 forges.", (FORGES,)))
    answer = shipped.ask("Combien de Territoires d'industrie aujourd'hui ?", as_of=AS_OF)
    assert (answer.status, answer.citations) == ("abstained", []) and "76" not in answer.answer


def test_words_of_a_draft_count_its_leads() -> None:
    assert drafted(DraftSentence("Un deux.", (), lead="Trois :")).words == 4
