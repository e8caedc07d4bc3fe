"""What a corpus without a declared programme is understood with."""

from __future__ import annotations

from assistant.question.programme_words import ProgrammeWords
from index.language.text import Text
from index.programmes.programme import Programme


def test_the_labels_of_offers_are_the_vocabulary_of_a_programme_that_declares_none() -> None:
    words = ProgrammeWords(offers=[{"aid": ("bourse de voyage",), "beneficiaries": ("apprenti", "maître")}])
    assert words.aids.found_in(Text("Quelles bourses de voyage ?")) == {"bourse de voyage"}
    assert words.beneficiaries.found_in(Text("pour les apprentis")) == {"apprenti"}


def test_a_declared_vocabulary_stands_alone() -> None:
    programme = Programme.model_validate({"id": "a", "name": "A", "aids": [{"id": "prêt", "name": "Prêt"}]})
    words = ProgrammeWords(programme, [{"aid": ("bourse",), "beneficiaries": ()}])
    assert words.aids.found_in(Text("un prêt ou une bourse")) == {"prêt"}


def test_acronyms_are_spelled_out_in_capitals_and_small_letters_only() -> None:
    programme = Programme(id="a", name="Lavoirs", acronyms=("PL", "P.L."))
    words = ProgrammeWords(programme)
    assert words.spelled_out("le PL, un pl et le P.L.") == "le Lavoirs, un Lavoirs et le Lavoirs"
    assert words.spelled_out("Pl, PLU, l'PL-x") == "Pl, PLU, l'PL-x"


def test_institutions_are_read_only_when_asked_for() -> None:
    def organisations() -> list[str]:
        read.append(True)
        return ["Agence Lumen"]

    read: list[bool] = []
    words = ProgrammeWords(Programme(id="a", name="A", authorities=("préfecture des Forges",)), organisations=organisations)
    assert not read
    assert all(words.authorities.found_in(Text(name)) for name in ("l'Agence Lumen", "la préfecture des Forges", "le ministère"))
    assert read == [True]
