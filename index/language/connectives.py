"""Words that a composer or a model may add to what the quotes say, and those that never go unproven.

The lists are closed: a word is a connective because it orders, introduces or compares what is quoted without
stating anything that a document could confirm or deny. What limits, modalises or counts is not a connective.
"""

from __future__ import annotations

import re

from index.language.words import word_set

CONNECTIVES: frozenset[str] = word_set(
    """
    auparavant depuis puis ensuite enfin soit selon contre aujourd'hui actuellement alors ainsi
    egalement notamment toutefois cependant neanmoins tandis respectivement voir
    source sources extrait extraits suivant suivante suivants suivantes
    """
)
"""Folded words. "après" is not one ("après 2022" states a limit): only "d'après" is, among the phrases."""

CONNECTIVE_PHRASES: tuple[str, ...] = (
    "au total", "d'apres", "par ailleurs", "en revanche", "en effet", "en outre", "de plus", "a ce jour", "a savoir",
    "par exemple", "d'une part", "d'autre part", "c'est-a-dire", "en resume", "en bref", "tout d'abord", "de son cote",
    "dans le detail", "plus precisement", "quant a", "par la suite", "a l'epoque",
)  # fmt: skip
"""Folded phrases whose words, taken apart, would state something ("total", "plus", "jour")."""

PHRASE = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, CONNECTIVE_PHRASES)) + r")(?!\w)")

STRICT: frozenset[str] = word_set(
    """
    sauf hors sans moins plus peut peuvent pouvez faut tous toutes chaque plusieurs quelques jamais aucun
    aucune deja encore meme memes non desormais
    """
)
"""Stop words that change what is said ("tous les projets", "sauf les métropoles"): they must stand in a quote."""

COUNTING: frozenset[str] = word_set(
    """
    moitie tiers quart quarts double doubles doubler triple tripler quadruple quadrupler demi demie dizaines
    douzaine douzaines quinzaine vingtaine trentaine quarantaine cinquantaine soixantaine centaine centaines
    millier milliers millions milliards zero seul seule seuls seules unique majorite minorite totalite
    """
)
"""Words that count without being read as a number by `index.language.quantities`: unproven, they fail like a figure."""

OPENERS = re.compile(r"(?:oui|non|attention|a noter|precision)[ ]?[,:;.–—-][ ]?(?=\S)")
"""Folded openings that answer the question or introduce: the statement that follows bears the proof."""
