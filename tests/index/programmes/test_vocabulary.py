"""Terms of a vocabulary are found by their spoken forms, each where it stands."""

from __future__ import annotations

import pytest

from index.language.text import Text
from index.programmes.programme import Term
from index.programmes.vocabulary import Vocabulary

PHASES = Vocabulary((
    Term(id="1", name="Acte 1", spoken=("premier acte",)),
    Term(id="2", name="Acte 2", spoken=("second acte", "acte deux")),
    Term(id="ailleurs", name="Autres plans", aside=True),
))  # fmt: skip
WHO = Vocabulary((Term(id="a", name="Commune", spoken=("maire",)), Term(id="b", name="Village", spoken=("commune",))))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Le second acte", {"2"}),
        ("l'acte deux, puis l'acte 1", {"1", "2"}),
        ("les actes 1 et 2", {"1", "2"}),
        ("les actes 1 et le 2", {"1", "2"}),
        ("l'acte 1 et la 2e roue", {"1"}),
        ("en 2 actes", set()),
        ("les autres plans", set()),
    ],
)
def test_the_terms_that_a_text_names_are_found(text: str, terms: set[str]) -> None:
    assert PHASES.found_in(Text(text)) == terms


def test_a_mention_says_where_it_stands() -> None:
    text = Text("Combien à l'acte 1 et à l'Acte deux ?")
    assert [(m.term, text.raw[m.start : m.end]) for m in PHASES.mentions(text)] == [("1", "acte 1"), ("2", "Acte deux")]


def test_one_form_may_stand_for_several_terms() -> None:
    assert WHO.found_in(Text("pour ma commune")) == {"a", "b"} and WHO.found_in(Text("pour le maire")) == {"a"}


def test_what_is_aside_is_known() -> None:
    assert PHASES.aside == {"ailleurs"}
