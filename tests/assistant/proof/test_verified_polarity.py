"""What a quote denies, the sentence denies, and the other way round."""

from __future__ import annotations

import pytest

from assistant.proof.verification import CitedQuote, verify

KEPT = [
    ("Les communes seules ne sont pas éligibles.", "Les communes seules, elles, ne sont pas éligibles."),
    ("Les communes ne sont plus éligibles.", "Depuis peu, les communes ne sont plus éligibles."),
    ("Aucun territoire n'est exclu.", "Dans ce cadre, aucun territoire n'est exclu."),
    ("L'aide est versée sans condition.", "L'aide est ensuite versée sans condition."),
    ("L'aide n'est jamais cumulable.", "L'aide, on le sait, n'est jamais cumulable."),
    ("L'aide ne finance que les études.", "En phase 1, l'aide ne finance que les études."),
    ("L'aide n’est pas cumulable.", "Cette aide n'est pas cumulable, ni remboursable."),
    ("Les EPCI sont éligibles.", "Les communes ne sont pas éligibles mais les EPCI sont éligibles."),
    ("Les régions pilotent le programme.", "Les régions pilotent le programme, sans en fixer le budget."),
    ("L'aide finance les travaux.", "L'aide ne finance pas les études et finance les travaux."),
    ("Oui, les EPCI sont éligibles.", "Les EPCI sont éligibles au programme."),
    ("Non : les communes ne sont pas éligibles.", "Les communes ne sont pas éligibles au programme."),
]

CHANGED = [
    ("Les communes seules sont éligibles.", "Les communes seules ne sont pas éligibles."),
    ("Les communes seules ne sont pas éligibles.", "Les communes seules sont éligibles."),
    ("Les communes sont éligibles.", "Les communes ne sont plus éligibles."),
    ("Les communes sont non éligibles.", "Les communes sont éligibles."),
    ("Les communes sont pas éligibles.", "Les communes sont éligibles."),
    ("Les communes peuvent être éligibles.", "Les communes ne peuvent pas être éligibles."),
    ("Les communes doivent être éligibles.", "Les communes ne doivent pas être éligibles."),
    ("L'aide est versée sans condition.", "L'aide est versée sous condition."),
    ("L'aide est versée sous condition.", "L'aide est versée sans condition."),
    ("Aucune commune signe.", "Une commune signe."),
    ("Une commune signe.", "Aucune commune ne signe."),
    ("L'aide n'est jamais cumulable.", "L'aide est cumulable."),
    ("L'aide est cumulable.", "L'aide n’est jamais cumulable."),
    ("L'aide ne finance que les études.", "L'aide finance les études."),
    ("L'aide n'est ni cumulable ni remboursable.", "L'aide est cumulable et remboursable."),
    ("Les communes sont éligibles.", "Les EPCI sont éligibles mais les communes ne sont pas éligibles."),
    ("L'aide finance les études.", "L'aide ne finance pas les études et finance les travaux."),
]


@pytest.mark.parametrize(("sentence", "quote"), KEPT)
def test_a_denial_that_the_quote_makes_too_is_proven(sentence: str, quote: str) -> None:
    verdict = verify(sentence, [CitedQuote(quote)])
    assert verdict.findings == ()
    assert verdict.state == "verified"


@pytest.mark.parametrize(("sentence", "quote"), CHANGED)
def test_a_denial_added_or_lost_is_found(sentence: str, quote: str) -> None:
    verdict = verify(sentence, [CitedQuote(quote)])
    assert verdict.state == "unsupported"
    assert "negation" in {finding.kind for finding in verdict.findings}


@pytest.mark.parametrize("word", ["sauf", "tous", "chaque", "plusieurs", "moins", "encore"])
def test_a_small_word_that_limits_is_not_added_freely(word: str) -> None:
    quote = "Le programme aide les projets des communes et des régions de France pour leur industrie."
    sentence = f"Le programme aide {word} les projets des communes."
    findings = verify(sentence, [CitedQuote(quote)]).findings
    assert [(finding.kind, finding.text) for finding in findings] == [("word", word)]
