"""Follow-ups completed by the model, where what it writes holds nothing but the conversation's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.generation import prompt_files
from assistant.generation.client import ModelClient, Usage
from assistant.generation.masking import Mask
from index.language.text import Text
from index.language.words import fold, tokens

_TOKENS = 120
_MOST_EARLIER = 6
"""Earlier questions shown to the model, the last ones."""
_LONGEST = 400
"""Characters of a question that a person would ask."""
_LABEL = re.compile(r"^(?:question(?: complétée| réécrite)?|réponse)\s*:\s*", re.IGNORECASE)


def rewrite(
    question: str,
    earlier: Sequence[str],
    completed: str,
    client: ModelClient,
    mask: Mask,
    deadline: float,
    usage: Usage,
) -> str | None:
    """The question as the model completes it; None where that fails the check against `completed`, the deterministic one.

    Raises ModelError where the endpoint fails."""
    prompt = prompt_files.fill(
        "rewriting",
        "conversation",
        earlier=[mask.hide(text) for text in earlier[-_MOST_EARLIER:]],
        question=mask.hide(question),
    )
    reply = client.complete(prompt, _TOKENS, deadline, usage)
    text = _LABEL.sub("", mask.show(reply).strip()).strip(' «»"\n')
    return text if stands(text, question, earlier, completed) else None


def stands(text: str, question: str, earlier: Sequence[str], completed: str) -> bool:
    """Whether a rewriting is one line of the conversation's own words, keeps all that the question says, and carries
    over what the deterministic completion found to be its subject."""
    if not text or "\n" in text or len(text) > _LONGEST:
        return False
    rewritten, asked, said = Text(text), Text(question), Text(" ".join((question, completed, *earlier)))
    if not _telling_stems(rewritten) <= said.stems or not _telling_stems(asked) <= rewritten.stems:
        return False
    if not _facts(asked) <= _facts(rewritten) <= _facts(said):
        return False
    carried = _telling_stems(Text(completed)) - _telling_stems(asked)
    return not carried or bool(carried & rewritten.stems)


def _telling_stems(text: Text) -> set[str]:
    """Stems of the words that carry meaning."""
    return {stem for word in text.content_words for stem in tokens(word)}


def _facts(text: Text) -> set[object]:
    """Its dates, as written, and the values of its figures."""
    return {fold(text.raw[m.start : m.end]) for m in text.dates} | {q.value for q in text.quantities}
