"""French local authorities: what people call them, and the legal forms that stand before their names."""

from __future__ import annotations

import re

from index.language.words import fold_aligned

SIREN = re.compile(r"(?<![0-9])[0-9]{3}\s?[0-9]{3}\s?[0-9]{3}(?![0-9])")
LOCAL_AUTHORITIES = (
    "commune", "ville", "village", "intercommunalité", "interco", "EPCI", "communauté", "agglomération", "agglo", "métropole",
    "département", "région",
)  # fmt: skip
LEGAL_FORMS = {
    "cc": re.compile(r"\b(?:c\.?c\.?|com ?com|comcom|communautes? (?:de|des) (?:communes?|com))(?= |$)"),
    "ca": re.compile(r"\b(?:c\.?a\.?|communautes? d'? ?agglo(?:meration)?s?|agglo(?:meration)?s?)(?= |$)"),
    "cu": re.compile(r"\b(?:c\.?u\.?|communautes? urbaines?)(?= |$)"),
    "metropole": re.compile(r"\bmetropoles?(?= |$)"),
    "ept": re.compile(r"\b(?:ept|etablissements? public territorial)(?= |$)"),
}
"""Of a group of communes, in folded text."""
_NAME = re.compile(r"(?: d[eu]s?| d['’]| la| le)*\s*[A-ZÀ-Ý]\w")


def names_local_authority(text: str) -> bool:
    """Whether a text names one by its form ("la CC de Maubrun", "Maubrun Métropole" not) or its SIREN."""
    folded = fold_aligned(text)
    forms = (match for form in LEGAL_FORMS.values() for match in form.finditer(folded))
    return bool(SIREN.search(text)) or any(_is_form(text, form) and _NAME.match(text, form.end()) for form in forms)


def _is_form(text: str, match: re.Match[str]) -> bool:
    """An acronym of two letters is written in capitals: "ça" is none."""
    return match.end() - match.start() > 2 or text[match.start() : match.end()].isupper()
