"""Units of French texts: scales, currencies, times and measures, and which convert into which."""

from __future__ import annotations

from decimal import Decimal

from index.language.closed_classes import Forms, Table, WordSet, by_form, load


class _Units(Table):
    scales: Forms
    currencies: Forms
    times: Forms
    measures: Forms
    families: dict[str, dict[str, int]]
    basis: WordSet


_UNITS = load("units.yaml", _Units)
SCALES = {form: Decimal(factor) for form, factor in by_form(_UNITS.scales).items()}
"""Folded "millions" → 10⁶."""
CURRENCIES = by_form(_UNITS.currencies)
"""Folded singular "euro" → "EUR"; `TIMES` and `MEASURES` likewise give the unit of a written form."""
TIMES = by_form(_UNITS.times)
MEASURES = by_form(_UNITS.measures)
BASIS = _UNITS.basis
"""Folded nouns by which an amount is counted: "100 € par habitant"."""
FAMILIES: dict[str, tuple[str, Decimal]] = {
    unit: (family, Decimal(factor)) for family, members in _UNITS.families.items() for unit, factor in members.items()
}
"""Unit → the family of units it converts into, with its factor there."""
