"""What an office file or PDF says of itself, where it can be believed.

Its dates are left alone: the day a file was made, exported or last saved is not the day its text was published, and a
wrong date would put an old text before a newer one."""

from __future__ import annotations

import re
from typing import Any

from index.language.words import fold

_UNTOLD = re.compile(
    r"microsoft (?:word|powerpoint|excel)|^(?:sans titre|untitled|document|presentation|classeur|diapositive|slide|titre|"
    r"title|powerpoint|word document|presentation powerpoint|modele|template|nouveau|new)\b[\s\d.]*$|"
    r"\.(?:docx?|pptx?|xlsx?|pdf|odt|indd|qxd|tmp)$|^[\w-]*\d{4,}[\w-]*$|[\\/_]",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:agence|ministere|direction|banque|region|conseil|caisse|prefecture|communaute|metropole|chambre|association|"
    r"federation|syndicat|union|commission|secretariat|delegation|cour|assemblee|senat|institut|office|etablissement|"
    r"observatoire|commissariat|departement|ville|mairie|comite|service|groupe|societe|fondation|universite|insee|"
    r"cerema|\w*france)\b"
)
_ACRONYM = re.compile(r"[A-Z]{3,4}")
"""Of five letters and more, capitals may be a family name."""
_TITLE_WORDS = 2
_LONGEST = 200


def office_metadata(properties: Any) -> dict[str, Any]:
    """Metadata of an OOXML file from its core properties (`title`, `author` or `creator`)."""
    author = getattr(properties, "author", None) or getattr(properties, "creator", None)
    return believed(getattr(properties, "title", None), author)


def believed(title: object, author: object) -> dict[str, Any]:
    """The title if it says something, the author if it is an organisation: a person's name is no publisher."""
    found: dict[str, Any] = {}
    text = " ".join(str(title or "").split())
    if len(text.split()) >= _TITLE_WORDS and len(text) <= _LONGEST and not _UNTOLD.search(fold(text)):
        found["title"] = text
    name = " ".join(str(author or "").split())
    if 2 <= len(name) <= _LONGEST and (_ACRONYM.fullmatch(name) or _ORGANISATION.search(fold(name))):
        found["publisher"] = name
    return found
