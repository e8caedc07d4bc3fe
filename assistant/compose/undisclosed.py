"""What the sources say they do not tell, where just that is asked: "Le budget 2026 n'est pas publié" before the budget of 2025."""

from __future__ import annotations

from assistant.compose.composer import Composer, register
from assistant.compose.context import Context
from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.extraction import BUDGET, extract
from assistant.question.question import Question
from assistant.reading.candidates import Candidate
from assistant.search.sentence_match import SURE_TYPES
from index.language.sentence_forms import Form
from index.language.words import tokens

_LOOKED_AT = 12
_SAID_SO = frozenset(tokens(
    "aucune source consultée ne donne, ne dit, ne précise, n'indique ; n'est pas publié, connu, précisé, indiqué, ne figure pas, montant total exact, "
    "date exacte, documents"
))  # fmt: skip
"""How a source tells that it does not tell."""
_TOLD = 0.5
"""Share of the question's words from which a figure of the period asked for answers after all."""


def compose_undisclosed(context: Context) -> Draft | None:
    """What is not known of a figure or date for the period asked for, then what comes nearest; None where a source tells it,
    or none says so."""
    question, candidates = context.question, context.candidates
    if not question.period or question.answer_types.isdisjoint(SURE_TYPES):
        return None
    of_then = [candidate for candidate in candidates[:_LOOKED_AT] if _names_period(candidate, question)]
    untold = next((candidate for candidate in of_then if _tells_not_that(candidate, question)), None)
    if untold is None:
        return None
    for candidate in of_then:
        answers = candidate.hit.sentence_match.answers[candidate.place] and candidate.features.own_cover >= _TOLD
        if answers and not candidate.forms & Form.UNDISCLOSED:
            return None
    others = [candidate for candidate in candidates if not candidate.forms & Form.UNDISCLOSED]
    rest = extract(question, others, budget=BUDGET - len(untold.text.split())).sentences
    return Draft((DraftSentence(untold.text.strip(), (untold.quote,)), *rest))


def _tells_not_that(candidate: Candidate, question: Question) -> bool:
    """Whether it says of nothing else that it is not known: "la date de la décision de prolonger jusqu'en 2026" is not
    what "combien de communes en 2026 ?" asks."""
    stems, said_so = candidate.analysis.stems, _SAID_SO | question.programme.stems
    asked = question.terms.keys() - said_so
    if not candidate.forms & Form.UNDISCLOSED or asked <= question.dated_terms:
        return False
    return stems <= asked | said_so and all(question.says(token, stems) for token in asked)


def _names_period(candidate: Candidate, question: Question) -> bool:
    return any(question.in_period(mention.first, mention.last) for mention in candidate.analysis.dates)



register(
    Composer(
        "undisclosed",
        "un chiffre ou une date d'une période est demandé, et une source dit que cela n'est pas publié",
        compose_undisclosed,
    )
)
