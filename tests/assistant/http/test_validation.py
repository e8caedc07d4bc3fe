from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from assistant.api.ask_routes import AskRequest
from assistant.http.validation import french_errors


def errors(content: Any) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        AskRequest.model_validate(content)
    return {problem.field: problem.message for problem in french_errors(caught.value.errors())}


@pytest.mark.parametrize(
    ("content", "field", "message"),
    [
        ({}, "question", "champ obligatoire."),
        ({"question": " \n "}, "question", "ne doit pas être vide."),
        ({"question": "a" * 20_000}, "question", "2\u202f000 caractères au plus : raccourcissez le texte."),
        ({"question": 3}, "question", "texte attendu."),
        ({"question": "a", "tone": "x"}, "tone", "champ inconnu : retirez-le ou corrigez son nom."),
        ({"question": "a", "history": "b"}, "history", "liste attendue."),
        (
            {"question": "a", "history": [{"role": "user", "content": "b"}] * 21},
            "history",
            "20 éléments au plus.",
        ),
        ({"question": "a", "history": [{"role": "user"}]}, "history[0].content", "champ obligatoire."),
        ({"question": "a", "as_of": "hier"}, "as_of", "date attendue, telle que 2026-11-21."),
        ({"question": "a", "as_of": "1066-10-14"}, "as_of", "1990-01-01 au moins."),
    ],
)
def test_what_is_refused_is_said_in_french_with_its_path(content: Any, field: str, message: str) -> None:
    assert errors(content) == {field: message}


def test_a_closed_choice_names_its_values() -> None:
    message = errors({"question": "a", "history": [{"role": "bot", "content": "b"}]})["history[0].role"]
    assert message == "valeur refusée ; valeurs possibles : 'user' ou 'assistant'."


def test_the_value_that_was_sent_is_never_repeated() -> None:
    problems = errors({"question": ["secret de Mme Durand"], "as_of": "secret de Mme Durand"})
    assert "Durand" not in str(problems)


def test_a_field_name_as_long_as_the_body_is_cut() -> None:
    (field,) = (name for name in errors({"question": "a", "x" * 5_000: 1}))
    assert len(field) == 80
