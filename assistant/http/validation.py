"""What pydantic refuses, said in French: field path and reason, never the value that was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field


class FieldProblem(BaseModel):
    """Un champ refusé."""

    field: str = Field(description="Chemin du champ, par exemple « history[0].role ».")
    message: str = Field(description="Pourquoi il est refusé.")


_NBSP = "\u202f"  # narrow no-break space, between thousands as French typography asks


def french_number(value: object) -> str:
    """2000 → "2 000" with a narrow no-break space."""
    return f"{value:,}".replace(",", _NBSP) if isinstance(value, int) else str(value)


def _longest(context: Mapping[str, Any]) -> str:
    return f"{french_number(context.get('max_length'))} caractères au plus : raccourcissez le texte."


def _most_items(context: Mapping[str, Any]) -> str:
    return f"{french_number(context.get('max_length'))} éléments au plus."


def _choices(context: Mapping[str, Any]) -> str:
    expected = str(context.get("expected", "")).replace(" or ", " ou ")
    return f"valeur refusée ; valeurs possibles : {expected}."


_MESSAGES: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "missing": "champ obligatoire.",
    "extra_forbidden": "champ inconnu : retirez-le ou corrigez son nom.",
    "string_type": "texte attendu.",
    "string_unicode": "texte Unicode valide attendu.",
    "string_too_short": "ne doit pas être vide.",
    "string_too_long": _longest,
    "string_pattern_mismatch": "forme refusée.",
    "too_long": _most_items,
    "too_short": lambda context: f"{context.get('min_length')} élément au moins.",
    "list_type": "liste attendue.",
    "dict_type": "objet attendu.",
    "model_type": "objet attendu.",
    "model_attributes_type": "objet JSON attendu.",
    "literal_error": _choices,
    "enum": _choices,
    "int_type": "nombre entier attendu.",
    "int_parsing": "nombre entier attendu.",
    "int_parsing_size": "nombre trop grand.",
    "int_from_float": "nombre entier attendu.",
    "greater_than_equal": lambda context: f"{context.get('ge')} au moins.",
    "greater_than": lambda context: f"plus de {context.get('gt')}.",
    "less_than_equal": lambda context: f"{french_number(context.get('le'))} au plus.",
    "less_than": lambda context: f"moins de {context.get('lt')}.",
    # Raised by a model of ours, in French, without the value.
    "value_error": lambda context: f"{context.get('error')}.",
    "date_type": "date attendue, telle que 2026-11-21.",
    "date_parsing": "date attendue, telle que 2026-11-21.",
    "date_from_datetime_parsing": "date attendue, telle que 2026-11-21.",
    "date_from_datetime_inexact": "date sans heure attendue, telle que 2026-11-21.",
}
_FALLBACK = "valeur refusée."


def french_errors(errors: Sequence[Any] | Iterable[Any]) -> list[FieldProblem]:
    """Errors of pydantic's `errors()` as field paths (`history[0].role`) and French reasons."""
    return [FieldProblem(field=_path(error["loc"]), message=_message(error)) for error in errors]


def _message(error: Mapping[str, Any]) -> str:
    message = _MESSAGES.get(error["type"], _FALLBACK)
    return message if isinstance(message, str) else message(error.get("ctx") or {})


def _path(location: Sequence[int | str]) -> str:
    """("body", "history", 0, "role") → "history[0].role"; a body refused as a whole is named "corps"."""
    parts = location[1:] if location and location[0] in ("body", "query", "path", "header") else location
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            # A name that the client made up is shown cut: it may be as long as the body.
            path += ("." if path else "") + str(part)[:80]
    return path or "corps"
