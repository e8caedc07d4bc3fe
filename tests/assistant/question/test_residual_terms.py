"""What is left of a question once all that was understood is taken out."""

from __future__ import annotations

import pytest

from assistant.engine.assistant import Assistant
from assistant.question.residual_terms import residual_terms
from index.language.phrases import Phrases

HEARD = (Phrases(("aide", "dossier")),)


def left(zebre: Assistant, asked: str, *, dated: bool = False) -> frozenset[str]:
    return residual_terms(zebre.live.reader.read(asked), HEARD, dated=dated)


@pytest.mark.parametrize(
    "asked",
    [
        "Quelles sont toutes les aides disponibles ?",
        "Donne-moi les aides du plan Zèbre",
        "Quels dossiers pour les communes meunières ?",
        "Les aides de la Caisse Aubarède",
    ],
)
def test_words_that_ask_names_and_the_programme_leave_nothing(zebre: Assistant, asked: str) -> None:
    assert left(zebre, asked) == frozenset()


def test_a_word_that_tells_is_left(zebre: Assistant) -> None:
    assert left(zebre, "Quelles aides pour le phare ?") == {"phar"}


def test_dates_are_left_unless_they_were_heard(zebre: Assistant) -> None:
    assert left(zebre, "Quelles aides en mars 2021 ?") and not left(zebre, "Quelles aides en mars 2021 ?", dated=True)
