"""Units of French texts: scales, currencies, times and measures, and which convert into which."""

from __future__ import annotations

from decimal import Decimal

SCALES: dict[str, Decimal] = {
    **dict.fromkeys(("k", "mille", "millier", "milliers"), Decimal(10**3)),
    **dict.fromkeys(("m", "mio", "mios", "mn", "million", "millions"), Decimal(10**6)),
    **dict.fromkeys(("md", "mds", "mrd", "mrds", "mia", "g", "milliard", "milliards"), Decimal(10**9)),
}
CURRENCIES = {"€": "EUR", "eur": "EUR", "euro": "EUR", "$": "USD", "dollar": "USD", "£": "GBP"}
TIMES = {
    "an": "an", "annee": "an", "mois": "mois", "semaine": "semaine", "jour": "jour", "j": "jour", "heure":
    "heure",
    "h": "heure", "minute": "minute", "min": "minute", "mn": "minute", "trimestre": "trimestre",
    "semestre": "semestre", "seconde": "seconde", "siecle": "siècle",
}  # fmt: skip
MEASURES = {
    "ha": "ha", "hectare": "ha", "m2": "m2", "m²": "m2", "metre carre": "m2", "km2": "km2", "km²": "km2",
    "kilometre carre": "km2", "m3": "m3", "m³": "m3", "metre cube": "m3", "km": "km", "kilometre": "km", "m":
    "m",
    "metre": "m", "cm": "cm", "mm": "mm", "kg": "kg", "kilo": "kg", "kilogramme": "kg", "t": "t", "tonne":
    "t",
    "l": "l", "litre": "l", "kw": "kw", "mw": "mw", "gw": "gw", "kwh": "kwh", "mwh": "mwh", "gwh": "gwh",
    "twh": "twh",
    "°c": "°c",
}  # fmt: skip
# Units that convert into one another, as (family, factor). A year is twelve months; a month has no fixed
# days.
FAMILIES: dict[str, tuple[str, Decimal]] = {
    unit: (family, Decimal(factor))
    for family, members in {
        "month": {"mois": 1, "trimestre": 3, "semestre": 6, "an": 12, "siècle": 1200},
        "day": {"jour": 1, "semaine": 7},
        "second": {"seconde": 1, "minute": 60, "heure": 3600},
        "area": {"m2": 1, "ha": 10**4, "km2": 10**6},
        "length": {"mm": 1, "cm": 10, "m": 1000, "km": 10**6},
        "mass": {"kg": 1, "t": 1000},
        "power": {"kw": 1, "mw": 1000, "gw": 10**6},
        "energy": {"kwh": 1, "mwh": 1000, "gwh": 10**6, "twh": 10**9},
    }.items()
    for unit, factor in members.items()
}
