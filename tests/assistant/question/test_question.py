"""What is read in a question: its intent, the answer it wants, its dates and its weightiest words."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.engine.assistant import Assistant
from assistant.question.answer_types import AnswerType
from assistant.question.gazetteer import Gazetteer
from assistant.question.programme_words import ProgrammeWords
from assistant.question.question import Question, terms_of
from assistant.question.question_reader import MAX_CHARACTERS, QuestionReader, intent_of
from assistant.question.repair import Repairer
from assistant.request_errors import QuestionError
from assistant.schema import Intent
from index.documents.document import Document
from index.language import words
from index.language.general_lexicon import Lexicon
from index.language.text import Text
from index.language.words import fold
from index.storage.corpus_words import CorpusWords, WordCounter

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, programme: ProgrammeWords) -> QuestionReader:
    folder = tmp_path_factory.mktemp("words")
    counter = WordCounter()
    counter.add({"territoires": 9})
    counter.save(folder)
    operator = Document(id="bpifrance", title="Bpifrance", text="Bpifrance", kind="operator")
    return QuestionReader(Repairer(Lexicon(), CorpusWords(folder)), Gazetteer([operator], Lexicon(), programme))


def read(reader: QuestionReader, asked: str) -> Question:
    return reader.read(asked, (), TODAY)


@pytest.mark.parametrize(
    ("asked", "intent"),
    [
        ("Bonjour !", Intent.GREETING), ("Merci beaucoup", Intent.GREETING),
        ("C'est quoi un binôme ?", Intent.DEFINITION), ("Qui peut candidater ?", Intent.ELIGIBILITY),
        ("Quand le programme a-t-il été lancé ?", Intent.TIMELINE), ("Combien de territoires ?", Intent.FIGURES),
        ("Quelles aides pour recruter ?", Intent.OFFERS), ("Que fait l'ADEME ?", Intent.OPERATORS),
        ("Qui pilote le programme ?", Intent.GOVERNANCE),
        ("Quelle différence entre les deux phases ?", Intent.COMPARISON),
    ],
)  # fmt: skip
def test_the_intent_is_what_the_question_asks_for(asked: str, intent: Intent) -> None:
    assert intent_of(fold(asked)) is intent


@pytest.mark.parametrize(
    "asked", ["Mon intercommunalité est-elle labellisée ?", "Et notre petite ville ?", "La CC du Val est-elle retenue ?", "Le 200000001 ?"]
)
def test_a_question_on_a_place_is_known_by_what_it_names(reader: QuestionReader, asked: str) -> None:
    assert read(reader, asked).intent is Intent.TERRITORY


def test_a_greeting_before_a_question_is_still_a_question() -> None:
    assert intent_of(fold("Bonjour, combien de territoires ?")) is Intent.FIGURES


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("Quand le programme a-t-il été lancé ?", AnswerType.DATE), ("Combien de territoires ?", AnswerType.NUMBER),
        ("Combien de temps durent les prêts ?", AnswerType.DURATION), ("Qui dirige le programme ?", AnswerType.PERSON),
        ("Quel est le montant de l'aide ?", AnswerType.AMOUNT), ("Quel délai pour instruire un dossier ?", AnswerType.DURATION), ("Est-ce que c'est cumulable ?", AnswerType.YES_NO),
        ("Quels sont les opérateurs ?", AnswerType.LIST), ("Jusqu'à quel âge y a-t-on droit ?", AnswerType.AGE),
        ("Qui siège au comité ?", AnswerType.LIST), ("Quelles administrations pilotent ?", AnswerType.ORGANISATION),
        ("Où a eu lieu l'assemblée ?", AnswerType.PLACE),
    ],
)  # fmt: skip
def test_the_kind_of_answer_is_read_from_the_question(reader: QuestionReader, asked: str, wanted: AnswerType) -> None:
    assert read(reader, asked).wants(wanted)


def test_dates_and_names_are_found(reader: QuestionReader) -> None:
    question = read(reader, "Que proposait Bpifrance en mars 2019 ?")
    assert [mention.value.iso() for mention in question.period] == ["2019-03"]
    assert [entity.name for entity in question.entities] == ["Bpifrance"]
    assert not question.today and read(reader, "Combien aujourd'hui ?").today


def test_politeness_at_the_end_says_nothing(reader: QuestionReader) -> None:
    for asked in (
        "Combien de territoires svp ?",
        "Combien de territoires s'il vous plaît",
        "Combien de territoires s’il te plait ?",
    ):
        assert set(terms_of(read(reader, asked).analysis)) == set(terms_of(Text("Combien de territoires ?")))


def test_a_rare_word_weighs_more_than_an_everyday_one() -> None:
    terms = terms_of(Text("Je parle du binôme"))
    assert max(terms, key=lambda term: terms[term]).startswith("binom")
    assert all(0.05 <= weight <= 1 for weight in terms.values())


@pytest.mark.parametrize("asked", ["", " \n", "?!", "…", "—"])
def test_a_question_without_a_word_is_refused(reader: QuestionReader, asked: str) -> None:
    with pytest.raises(QuestionError, match="vide"):
        read(reader, asked)


def test_a_question_longer_than_the_limit_is_refused_and_at_the_limit_is_read(reader: QuestionReader) -> None:
    assert read(reader, "mot " * (MAX_CHARACTERS // 4)).terms
    with pytest.raises(QuestionError, match=f"{MAX_CHARACTERS + 1} caractères"):
        read(reader, "a" * (MAX_CHARACTERS + 1))


def test_a_long_or_blank_turn_of_the_conversation_does_no_harm(reader: QuestionReader) -> None:
    assert reader.read("Et Bpifrance ?", ["", "  ", "mot " * 10_000], TODAY).text


@pytest.mark.parametrize(
    "asked", ["日本語の質問", "🙂🙂 a", "a\u0000b", "SELECT * FROM documents; --", "((((((((a", "١٢٣"]
)
def test_odd_characters_are_only_characters(reader: QuestionReader, asked: str) -> None:
    assert read(reader, asked).asked == asked


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("Prouve-moi le chiffre de 183 territoires", "183 territoires"),
        ("D'où vient le chiffre de 1,36 milliard ?", "1,36 milliard ?"),
        ("Prouvez-moi que le plan compte 75 forges", "plan compte 75 forges"),
    ],
)
def test_a_proof_asked_of_a_figure_is_a_question_about_it(asked: str, left: str, reader: QuestionReader) -> None:
    assert read(reader, asked).text.endswith(left) and "rouve" not in read(reader, asked).text


def test_a_proof_asked_without_a_figure_is_left_whole(reader: QuestionReader) -> None:
    assert read(reader, "Prouve-moi que c'est vrai").text.startswith("Prouve")


@pytest.mark.parametrize(
    ("asked", "claims", "period"),
    [
        ("Anne Territoires était bien la première déléguée ?", ("Anne Territoires",), []),
        ("Le plan a été lancé par Jean Dupont, non ?", ("Jean Dupont",), []),
        ("Le plan a bien été lancé en 2016 ?", ("2016",), []),
        ("L'assemblée de 2023 a bien eu lieu à Lyon ?", ("Lyon",), ["2023"]),
        ("Bpifrance a signé en mars 2019, n'est-ce pas ?", ("mars 2019",), []),
        ("Pourquoi Jean Dupont a-t-il lancé le plan en 2018 ?", ("Jean Dupont",), ["2018"]),
    ],
)
def test_a_claim_is_what_is_said_of_the_thing_meant(
    asked: str, claims: tuple[str, ...], period: list[str], reader: QuestionReader
) -> None:
    question = read(reader, asked)
    assert question.claims == claims and [mention.value.iso() for mention in question.period] == period
    assert not any(claim in question.searched for claim in claims)


def test_what_is_right_asks_for_no_person(reader: QuestionReader) -> None:
    assert not read(reader, "136 ou 146 territoires, qu'est-ce qui est juste ?").wants(AnswerType.PERSON)


@pytest.mark.parametrize(("asked", "kind"), [
    ("L'assemblée s'est tenue à Zorville, vous confirmez ?", AnswerType.PLACE),
    ("Jean Zorville a bien lancé le plan, vous confirmez ?", AnswerType.PERSON),
])  # fmt: skip
def test_a_name_that_is_stated_is_a_place_behind_its_preposition(reader: QuestionReader, asked: str, kind: AnswerType) -> None:
    wanted = read(reader, asked).answer_types & {AnswerType.PLACE, AnswerType.PERSON}
    assert wanted == {kind}


def test_a_verb_that_only_asks_weighs_less_than_what_is_asked_about() -> None:
    terms = terms_of(Text("Sur quelle période portait l'enveloppe ?"))
    assert terms["port"] < 0.5 * min(terms["period"], terms["envelopp"])


@pytest.mark.parametrize("asked", ["Quel était le montant initial ?", "Combien de territoires au début ?"])
def test_the_beginning_goes_by_several_names(reader: QuestionReader, asked: str) -> None:
    question = read(reader, asked)
    named = next(term for term in question.terms if term in ("initial", "lanc"))
    assert question.says(named, frozenset({"debut"})) and not question.says(named, frozenset({"fin"}))


def test_an_envelope_is_an_amount_only_where_it_is_what_is_asked_for(reader: QuestionReader) -> None:
    assert read(reader, "Quelle enveloppe pour les territoires ?").wants(AnswerType.AMOUNT)
    assert not read(reader, "D'où vient l'enveloppe ?").wants(AnswerType.AMOUNT)


def test_a_period_is_a_date_and_a_duration(reader: QuestionReader) -> None:
    wanted = read(reader, "Sur quelle période portait l'enveloppe ?").answer_types
    assert {AnswerType.DATE, AnswerType.DURATION} <= wanted


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        ("Et qui pilote ?", {AnswerType.PERSON, AnswerType.ORGANISATION}),
        ("Et le montant ?", {AnswerType.AMOUNT}),
        ("Et en 2021 ?", {AnswerType.AMOUNT}),
    ],
)
def test_a_follow_up_asks_for_what_its_own_words_ask_where_they_do(
    reader: QuestionReader, asked: str, kinds: set[AnswerType]
) -> None:
    question = reader.read(asked, ["Quand et pour quel budget la phase 2 a-t-elle commencé ?"], TODAY)
    assert question.topic and question.answer_types >= kinds
    assert (AnswerType.AMOUNT in question.answer_types) is (AnswerType.AMOUNT in kinds)


def test_the_size_of_a_town_or_company_is_not_searched_for(shipped: Assistant) -> None:
    """Documents hold other figures: "3 000 habitants" used to end in silence."""
    question = shipped.live.reader.read("Ma commune de 3 000 habitants peut-elle candidater ?")
    assert "3000" not in question.terms and "commun" in question.terms
    assert "3 000 habitants" in question.text
    kept = shipped.live.reader.read("Faut-il plus de 250 salariés pour candidater ?")
    assert "250" in kept.terms


@pytest.mark.parametrize(("asked", "bare"), [("VTE", True), ("le fonds vert ?", True), ("Où est Bpifrance ?", False)])
def test_a_bare_name_asks_what_it_is(shipped: Assistant, asked: str, bare: bool) -> None:
    assert (shipped.live.reader.read(asked).intent is Intent.DEFINITION) == bare


@pytest.mark.parametrize("asked", ["Comment entrer dans le programme ?", "Peut-on encore rejoindre le programme ?"])
def test_to_join_is_to_apply(shipped: Assistant, asked: str) -> None:
    question = shipped.live.reader.read(asked)
    assert "candidat" in question.expansions
    assert "candidat" in shipped.ask(asked, as_of=dt.date(2026, 11, 22)).answer


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ("Combien touche un chef de projet ?", False),
        ("L'État paie combien pour le chef de projet ?", False),
        ("Combien la Banque des Territoires prête-t-elle ?", False),
        ("Combien de projets l'État finance-t-il ?", True),
        ("Combien de projets financés, et combien verse l'État ?", True),
        ("Combien sont-ils ?", True),
    ],
)
def test_a_sum_of_money_is_no_count(reader: QuestionReader, asked: str, counts: bool) -> None:
    question = read(reader, asked)
    assert (AnswerType.NUMBER in question.answer_types) is counts
    assert counts or AnswerType.AMOUNT in question.answer_types


def test_a_question_is_cut_into_words_once(shipped: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever understands it, looks things up for it or judges what was found takes what was read of it already."""
    cut: list[str] = []
    find_words = words.find_words

    def counted(text: str, folded: str) -> tuple[words.Word, ...]:
        cut.append(text)
        return find_words(text, folded)

    monkeypatch.setattr(words, "find_words", counted)
    answer = shipped.ask("Qui pilote le programme au niveau national ?")
    assert answer.status == "answered" and cut.count(answer.understood_as) == 1
