"""The stream cut into sentences: what comes out depends on the text, never on its slicing."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.generation.sentence_stream import LONGEST, SentenceCutter, Written, read_sentence

TEXTS = {
    "mark after the stop": "Il y a 183 territoires. [1] Ils sont en France. [2]",
    "mark before the stop": "Il y a 183 territoires [1]. Ils sont en France [2].",
    "mark glued": "Il y a 183 territoires.[1] Ils sont en France.[2]",
    "several marks": "Il y a 183 territoires. [1][2] [3] Ils sont en France [1, 2 ; 4].",
    "range": "Il y a 183 territoires [1-3]. Ils sont en France [2–4].",
    "named": "Il y a 183 territoires [extrait n° 3]. Ils sont en France [Source 2].",
    "other brackets": "Il y a 183 territoires 【1】. Ils sont en France.",
    "lines": "Il y a 183 territoires.\n[1]\nIls sont en France.\n\n[2]\n",
    "list": "Les axes sont :\n- les compétences [1] ;\n- l'innovation [1].\nFin [2].",
    "numbered": "1. Le premier axe [1].\n2. Le second axe [2].",
    "heading and emphasis": "## Réponse\n**Il y a 183 territoires** [1]. Ils sont `en France` **[2]**.",
    "abbreviations": "M. Dupont et Mme. Martin, art. L. 123-4, ont 1,36 Md€ [1]. C'est tout [2].",
    "money and dates": "Le 1er janv. 2023, l'aide est de 1 500,50 € [1]. Voir p. 4 [2].",
    "quotation": "Il a dit : « Le programme continue. » [1] Puis il est parti. [2]",
    "thought": "<think>Peut-être 640. [9]\nNon.</think>\nIl y a 183 territoires. [1]",
    "thought unfinished": "<think>Peut-être 640. [9]",
    "less than": "< 183 territoires [1]. Oui.",
    "missing": "Il y a 183 territoires. [1]\nMANQUE : le nombre de communes.",
    "bracket that is no mark": "Il y a [sic] 183 territoires [1]. Le lien [ici](http://x.test) [2].",
    "open mark at the end": "Il y a 183 territoires. [1",
    "unicode": "L’État « dépense » 4 M€… [1] Ça dure 3 ans ! [2] Vraiment ? [3]",
    "empty": "   \n \n",
}


def cut(*slices: str) -> list[Written]:
    cutter = SentenceCutter()
    return [written for part in slices for written in cutter.feed(part)] + list(cutter.close())


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_split_point_gives_the_same_sentences(text: str) -> None:
    whole = cut(text)
    for point in range(len(text) + 1):
        assert cut(text[:point], text[point:]) == whole, point


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_pair_of_split_points_gives_the_same_sentences(text: str) -> None:
    whole = cut(text)
    pairs = [(a, b) for a in range(len(text)) for b in range(a, len(text))]
    points = random.Random(7).sample(pairs, min(150, len(pairs)))
    for first, second in points:
        assert cut(text[:first], text[first:second], text[second:]) == whole


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_character_by_character_gives_the_same_sentences(text: str) -> None:
    assert cut(*text) == cut(text)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(alphabet="aÉ .[]12,\n*<>-…:", max_size=12), max_size=12))
def test_any_text_in_any_slicing_gives_the_same_sentences(slices: list[str]) -> None:
    assert cut(*slices) == cut("".join(slices))


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("mark after the stop", [(1,), (2,)]),
        ("mark before the stop", [(1,), (2,)]),
        ("mark glued", [(1,), (2,)]),
        ("several marks", [(1, 2, 3), (1, 2, 4)]),
        ("range", [(1, 2, 3), (2, 3, 4)]),
        ("named", [(3,), (2,)]),
        ("other brackets", [(1,), ()]),
        ("lines", [(1,), (2,)]),
        ("list", [(), (1,), (1,), (2,)]),
        ("numbered", [(1,), (2,)]),
        ("abbreviations", [(1,), (2,)]),
        ("money and dates", [(1,), (2,)]),
        ("quotation", [(1,), (2,)]),
        ("thought", [(1,)]),
        ("thought unfinished", []),
        ("missing", [(1,), ()]),
        ("open mark at the end", [()]),
        ("unicode", [(1,), (2,), (3,)]),
        ("empty", []),
    ],
)
def test_each_sentence_has_the_marks_that_follow_it(name: str, numbers: list[tuple[int, ...]]) -> None:
    assert [written.numbers for written in cut(TEXTS[name])] == numbers


def test_a_sentence_comes_out_as_soon_as_the_next_one_begins() -> None:
    cutter = SentenceCutter()
    assert list(cutter.feed("Il y a 183 territoires. [1] Ils")) == []
    assert [written.text for written in cutter.feed(" sont")] == ["Il y a 183 territoires."]


def test_what_is_only_layout_is_left_out() -> None:
    assert read_sentence("- **Réponse :** [1]") is None or read_sentence("***") is None
    assert read_sentence("## **Il y a 183 territoires** [1].") == Written("Il y a 183 territoires.", (1,))
    assert read_sentence("Réponse : il y a 183 territoires [1]") == Written("il y a 183 territoires", (1,))


def test_a_line_of_what_is_missing_is_told_apart() -> None:
    assert [written.missing for written in cut(TEXTS["missing"])] == [False, True]


def test_text_without_a_boundary_is_cut_somewhere() -> None:
    assert all(len(written.text) <= LONGEST + 1 for written in cut("x" * 9_000))
    assert len(cut("mot " * 3_000)) >= 5
