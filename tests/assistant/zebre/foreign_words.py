"""What may not stand in anything said to the readers of another programme: the name of the one that the project ships, its
operators, and its word for members."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from pathlib import Path

import yaml

CORPUS = Path(__file__).resolve().parents[3] / "corpus"
ORDINARY = frozenset(("l'État", "Etat"))
"""Names of shipped operators that are words of any page: "État" heads a column of a table."""
_NAMED = r"\bterritoires?\s+d\s*['’ʼ‘`´]?\s*industries?\b"
_MEMBERS = r"\bterritoires?\b"
_ACRONYM = r"(?<![\w.])(?:TI|T\.\s?I\.)(?!\w)"


@lru_cache(maxsize=1)
def operator_names() -> frozenset[str]:
    """Every proper name of the shipped operators: one without a capital is a common noun ("préfecture")."""
    held = [yaml.safe_load(file.read_text("utf-8")) for file in sorted((CORPUS / "operateurs").glob("*.yaml"))]
    operators = [operator for file in held for operator in file["operators"]]
    named = {name for one in operators for name in (one["name"], *one.get("aliases", ()), *one.get("former_names", ()))}
    return frozenset(name for name in named if name != name.lower()) - ORDINARY


def foreign(text: str) -> list[str]:
    """What stands there of the shipped programme, each with the words around it."""
    decoded = html.unescape(re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text))
    return [decoded[max(0, found.start() - 40) : found.end() + 40] for found in _pattern().finditer(decoded)]


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    names = sorted(operator_names(), key=len, reverse=True)
    exact = [re.escape(name) for name in names if name.upper() == name]
    spoken = [re.escape(name).replace("'", "['’]") for name in names if name.upper() != name]
    anyhow = "|".join((_NAMED, _MEMBERS, *(rf"\b{name}\b" for name in spoken)))
    return re.compile(rf"(?i:{anyhow})|{_ACRONYM}|\b(?:{'|'.join(exact)})\b")
