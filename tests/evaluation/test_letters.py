"""Letters repeat with their seed, hold their question and add nothing else to it."""

from __future__ import annotations

import json

from evaluation.judging.control_questions import Question
from evaluation.letters import ALONE, FRAMES_FILE, INSIDE, framed, lettered_twins


def question(**fields: object) -> Question:
    return Question.model_validate(
        {"id": "g1", "question": "Combien de projets en 2020 ?", "expected": ["x"], "style": "standard", **fields}
    )


def test_every_frame_has_one_place_for_the_question_and_says_nothing_of_it() -> None:
    frames = json.loads(FRAMES_FILE.read_text("utf-8"))
    assert len(frames) == len(set(frames)) > 100
    for frame in frames:
        assert frame.count(ALONE) + frame.count(INSIDE) == 1
        assert "Territoires d'industrie" not in frame


def test_a_question_stands_alone_or_goes_on_the_sentence() -> None:
    assert framed("Bonjour. {q} Merci.", "Combien ?") == "Bonjour. Combien ? Merci."
    assert framed("Dites-moi {i}.", "Combien ?") == "Dites-moi combien."


def test_the_same_seed_gives_the_same_letters_whatever_the_other_questions() -> None:
    other = question(id="g0", question="Qui pilote ?")
    assert lettered_twins([other, question()])[1:] == lettered_twins([question()])
    twin = lettered_twins([question()])[0]
    assert (twin.id, twin.style, twin.expected) == ("g1+lettre", "lettre", ("x",))
    assert "ombien de projets en 2020" in twin.question and len(twin.question) > len("Combien de projets en 2020 ?")


def test_follow_ups_and_questions_typed_otherwise_have_no_letter() -> None:
    assert lettered_twins([question(style="sms"), question(history=["Quel budget ?"])]) == []
