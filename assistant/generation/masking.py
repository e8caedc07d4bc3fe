"""Masking: what identifies a person in a question is replaced before it leaves the machine, and put back in the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.language.words import QUESTION_WORDS, STOP_WORDS, fold, word_set

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.,])(?:(?:\+|00)\d{1,3}[ .-]?(?:\(0\)[ .-]?)?\d|0\d)(?:[ .-]?\d{2}){4}(?!\d)")
_COMPANY = re.compile(
    r"(?<![\d.,])\d{3}[ \u00a0\u202f.]?\d{3}[ \u00a0\u202f.]?\d{3}(?:[ \u00a0\u202f.]?\d{5})?(?!\d)"
    r"(?!\s*(?:€|euros?\b|[MK]€|habitants?\b))",
    re.IGNORECASE,
)
"""SIREN (9 digits) or SIRET (14); an amount of as many digits says what it counts."""
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’]*[\w](?:-[A-ZÀ-ÖØ-Þ][\w'’]*[\w])*"
_TITLE = r"M\.|MM\.|Mr|Mme|Mmes|Mlle|Me|Dr|[Mm]onsieur|[Mm]adame|[Mm]aître|[Dd]octeur"
_TITLED = re.compile(rf"\b(?:{_TITLE})\s+(?:le |la )?({_WORD}(?:\s+(?:d[eu]s?\s+)?{_WORD}){{0,3}})")
_FULL_NAME = re.compile(rf"(?<![\w-])({_WORD}(?:\s+(?:(?:de|du|des|da|van|von|le|la)\s+)?{_WORD}){{1,3}})(?![\w-])")
_KINDS = ((_EMAIL, "COURRIEL"), (_PHONE, "TELEPHONE"), (_COMPANY, "NUMERO"))
_INSTITUTIONS = word_set(
    """
    agence assemblee caisse chambre commission communaute conseil cour departement direction etat fonds france
    gouvernement grand groupe metropole ministere ministre national nationale pack plan pole prefet prefete premier
    premiere president presidente programme region regions republique senat societe union europeenne
    """
)
"""Words of names that are no person's, whatever capitals a writer gives them."""
_OPENINGS = STOP_WORDS | QUESTION_WORDS | word_set("bonjour bonsoir merci selon d'apres")
_PLACEHOLDER = re.compile(r"\b(?:COURRIEL|TELEPHONE|NUMERO|PERSONNE)_\d{1,3}\b")


class Mask:
    """Replaces the same things by the same placeholders in all that is sent for one question."""

    def __init__(self, texts: Iterable[str] = (), known: Iterable[str] = ()) -> None:
        """`texts`: the question, and those before it. `known`: names of operators, offers and programmes, which are no
        persons."""
        self._placeholders: dict[str, str] = {}
        public = {fold(name) for name in known}
        for text in texts:
            for pattern, kind in _KINDS:
                self._note((match.group() for match in pattern.finditer(text)), kind)
            bare = self.hide(text)
            self._note((match[1] for match in _TITLED.finditer(bare)), "PERSONNE")
            names = [_without_opening(match[1]) for match in _FULL_NAME.finditer(self.hide(bare))]
            self._note((name for name in names if _is_person(name, public)), "PERSONNE")

    def __bool__(self) -> bool:
        return bool(self._placeholders)

    def hide(self, text: str) -> str:
        """The text with each thing replaced."""
        for said, placeholder in self._placeholders.items():
            text = re.sub(rf"(?<!\w){re.escape(said)}(?!\w)", placeholder, text)
        return text

    def show(self, text: str) -> str:
        """The text with each placeholder replaced back; one of its own that a model made up is left."""
        originals = {placeholder: said for said, placeholder in self._placeholders.items()}
        return _PLACEHOLDER.sub(lambda match: originals.get(match.group(), match.group()), text)

    def _note(self, found: Iterable[str], kind: str) -> None:
        for said in found:
            if said not in self._placeholders:
                number = 1 + sum(placeholder.startswith(kind) for placeholder in self._placeholders.values())
                self._placeholders[said] = f"{kind}_{number}"
        # The longest first: "Jeanne Martin-Durand" before "Jeanne Martin".
        self._placeholders = dict(sorted(self._placeholders.items(), key=lambda item: -len(item[0])))


def _without_opening(name: str) -> str:
    """ "Pour Jeanne Martin" → "Jeanne Martin": the capital of a sentence's first word says nothing."""
    parts = name.split()
    while parts and fold(parts[0]) in _OPENINGS:
        parts = parts[1:]
    return " ".join(parts)


def _is_person(name: str, public: set[str]) -> bool:
    """Two capitalised words that name neither an institution nor anything of the corpus."""
    parts = [fold(part) for part in name.split()]
    if len(parts) < 2 or _PLACEHOLDER.search(name) or name.isupper():
        return False
    folded = " ".join(parts)
    return not (_INSTITUTIONS & set(parts)) and not any(
        folded in other or other in folded for other in public if len(other) > 2
    )
