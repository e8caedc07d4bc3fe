"""Documents made up of the shipped corpus: its sentences with some of their words, numbers and years changed.

Seeded: the same count gives the same files. Words put in come from the French list that spelling repair uses, rare ones
rarely, so that the vocabulary grows with the texts as it does in real ones."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from index.ingest.corpus_folder import read_corpora
from index.storage.passages import cut

MARK = "Note n° "
"""How the title of each begins."""
_CHANGED = 0.12
"""Share of the words of a sentence that are replaced."""
_DECAY = 0.35
"""A word's place in the list of common words is drawn from a power law: most are common, some are met once."""
_LONGEST = 40
"""Passages of the longest document; most have two or three."""
_WORD = re.compile(r"[^\W\d_]{5,}")
_NUMBER = re.compile(r"\d+")
_FOLDER = 500
"""Files in one folder."""


def write_corpus(source: Path, folder: Path, passages: int) -> int:
    """Writes about `passages` passages' worth of documents below `folder`; returns the number of documents."""
    sentences = list(sentences_of(source))
    words = _words()
    chance = random.Random(passages)
    written = documents = 0
    while written < passages:
        wanted = min(_LONGEST, passages - written, 1 + int(chance.expovariate(0.4)))
        text = _document(documents, sentences, words, chance, wanted)
        path = folder / f"{documents // _FOLDER:03}" / f"note-{documents:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        written += wanted
        documents += 1
    return documents


def sentences_of(source: Path) -> Iterator[str]:
    """The sentences of a corpus that read alone."""
    for document in read_corpora([source]).documents:
        for passage in cut(document):
            for start, end in passage.sentences:
                sentence = " ".join(document.text[start:end].split())
                if 6 <= sentence.count(" ") <= 60 and sentence[0].isupper() and sentence[-1] in ".!?":
                    yield sentence


def _words() -> list[str]:
    """French words of five letters and more, the commonest first."""
    from index.language.dictionary import speller

    counts = speller().word_frequency.dictionary
    return sorted((word for word in counts if _WORD.fullmatch(word)), key=lambda word: (-counts[word], word))


def _document(number: int, sentences: list[str], words: list[str], chance: random.Random, passages: int) -> str:
    def varied(sentence: str) -> str:
        def word(match: re.Match[str]) -> str:
            if chance.random() >= _CHANGED or match[0][0].isupper():
                return match[0]
            return words[min(len(words) - 1, int(len(words) * chance.random() ** (1 / _DECAY)))]

        def figure(match: re.Match[str]) -> str:
            return str(chance.randrange(2018, 2028)) if len(match[0]) == 4 else str(chance.randrange(2, 900))

        return _NUMBER.sub(figure, _WORD.sub(word, sentence))

    title = f"{MARK}{number:06} : {' '.join(varied(chance.choice(sentences)).split()[:7]).rstrip('.,;:')}"
    lines = [f"---\ntitle: {title!r}\npublished_on: {chance.randrange(2018, 2027)}-{chance.randrange(1, 13):02}\n---"]
    for _ in range(passages):
        lines.append("## " + " ".join(varied(chance.choice(sentences)).split()[:5]).rstrip(".,;:"))
        paragraph: list[str] = []
        while sum(sentence.count(" ") + 1 for sentence in paragraph) < 115:
            paragraph.append(varied(chance.choice(sentences)))
        lines.append(" ".join(paragraph))
    return "\n\n".join(lines) + "\n"
