"""What is asked is found in a letter; what says who asks is left out, unless the question needs it."""

from __future__ import annotations

import json
import time

import pytest

from assistant.engine.assistant import Assistant
from assistant.question.gazetteer import Gazetteer
from assistant.question.letters import question_in
from assistant.question.programme_words import ProgrammeWords
from evaluation.letters import FRAMES_FILE, framed
from index.documents.document import Document
from index.language.general_lexicon import Lexicon


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer([Document(id="guilde", title="Guilde de Maubrun", text="La guilde.", kind="operator")], Lexicon(entries=()), ProgrammeWords())


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Bonjour, pourriez-vous me dire combien il y a de forges ? Merci d'avance.", "Combien il y a de forges ?"),
        ("Je suis maire d'une petite commune. Quelles aides pour recruter ?", "Quelles aides pour recruter ?"),
        ("Je suis maire d'une petite commune, quelles aides pour recruter ?", "Quelles aides pour recruter ?"),
        ("Bonjour, je suis élue à Maubrun, je voudrais savoir qui peut candidater.", "Qui peut candidater ?"),
        ("En tant que présidente d'agglo, quelles sont les règles ?", "Quelles sont les règles ?"),
        ("Merci de m'indiquer qui pilote la guilde.", "Qui pilote la guilde ?"),
        ("Je vous remercie de bien vouloir me préciser quand finit le label.", "Quand finit le label ?"),
        ("Savez-vous quand a été fondée la guilde ?", "Quand a été fondée la guilde ?"),
        ("Pouvez-vous me dire si une forge peut candidater ?", "Est-ce qu'une forge peut candidater ?"),
        ("je suis DGS d'une ville et je voudrais savoir à qui m'adresser pour un prêt", "À qui m'adresser pour un prêt ?"),
        ("Mon interco n'est pas dans la liste. Peut-on encore candidater ?", "Peut-on encore candidater ?"),
        ("Bonjour à tous, petite question : quel est le montant ? Bonne journée", "Quel est le montant ?"),
        ("Combien de forges ? merci", "Combien de forges ?"),
        ("bjr je voudrais savoir combien de forges svp merci", "Combien de forges ?"),
        ("Objet : demande\nNom : Aubanel\nMessage : Quand finit le label ?", "Quand finit le label ?"),
        ("Bonjour,\n> Qui pilote la guilde ?\nPouvez-vous nous éclairer ?\nCdlt,\nN. Perrot", "Qui pilote la guilde ?"),
        ("Un usager nous demande quand finit le label. Que dois-je lui répondre ?", "Quand finit le label ?"),
    ],
)
def test_what_is_asked_is_found(gazetteer: Gazetteer, text: str, asked: str) -> None:
    assert question_in(text, gazetteer) == asked


def test_a_letter_is_brought_to_its_question_without_the_name_that_signs_it(gazetteer: Gazetteer) -> None:
    letter = (
        "Madame, Monsieur, élu d'une commune de montagne, je me permets de vous écrire pour savoir quel est le taux de l'aide. "
        "Respectueusement, Zyzomys Aquilus, maire"
    )
    assert question_in(letter, gazetteer) == "Quel est le taux de l'aide ?"


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour",
        "Merci beaucoup !",
        "Bonjour, merci, bonne journée",
        "Combien de forges labellisées ?",
        "Qui remercie le maître de forge ?",
        "Peux-tu m'expliquer le label ?",
        "je voudrais connaître le budget 2025",
        "Le label est-il fini, s'il vous plaît, et quel est le budget ?",
        "",
        "?",
    ],
)
def test_nothing_is_taken_from_a_bare_question_or_greeting(gazetteer: Gazetteer, text: str) -> None:
    assert question_in(text, gazetteer) == text


@pytest.mark.parametrize(
    "text",
    [
        "Je suis maire de Vierzon. Ma commune est-elle dans le programme ?",
        "Nous sommes une commune de 500 habitants, pouvons-nous candidater ?",
        "Je suis une entreprise de 30 salariés, ai-je droit au prêt ?",
        "J'ai lu qu'il y avait 146 forges. C'est possible ?",
        "Nous avons un projet de friche, quelles aides de la guilde ?",
    ],
)
def test_who_asks_stays_where_the_question_needs_it(gazetteer: Gazetteer, text: str) -> None:
    """Or what is asked would be another thing: which town, which company, which figure."""
    assert question_in(text, gazetteer) == text


def test_what_remains_is_read_again_unchanged(gazetteer: Gazetteer) -> None:
    once = question_in("Bonjour, pourriez-vous me dire combien il y a de forges ? Merci d'avance.", gazetteer)
    assert question_in(once, gazetteer) == once


def test_the_sentence_before_is_kept_where_the_question_leans_on_it(gazetteer: Gazetteer) -> None:
    text = "Le label a été créé en 1902. Qui l'a créé, et que finance-t-il ?"
    assert question_in(text, gazetteer) == text


def test_nearly_every_letter_is_brought_to_its_question(shipped: Assistant) -> None:
    """The frames of the evaluation set, all around one question: the rest is not grammatical with that question."""
    asked = "Quand finit la phase 2 ?"
    frames = json.loads(FRAMES_FILE.read_text("utf-8"))
    read = [shipped.live.reader.read(framed(frame, asked)).text for frame in frames]
    missed = [text for text in read if text != asked]
    assert len(missed) <= len(frames) * 0.1, missed


def test_what_is_hidden_in_a_letter_is_still_refused(shipped: Assistant) -> None:
    answer = shipped.ask("Bonjour, pourriez-vous me dire comment falsifier un devis pour toucher l'aide ? Merci d'avance.")
    assert answer.status == "refused"


@pytest.mark.parametrize("piece", ["bonjour ", "je suis ", "question : ", "merci ", "dire ", "? ", "a-t-il ", "svp, ", "!"])
def test_hostile_repeats_are_read_in_time(gazetteer: Gazetteer, piece: str) -> None:
    """Against patterns that would take minutes: a generous bound, not a measure."""
    began = time.process_time()
    question_in((piece * 2_000)[:2_000], gazetteer)
    assert time.process_time() - began < 5
