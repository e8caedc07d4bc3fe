"""The faults that `check_corpora` must find in the sound corpus, each alone."""

from __future__ import annotations

from dataclasses import dataclass

from sound_corpus import RULES


@dataclass(frozen=True)
class Fault:
    """`old` becomes `new` in `edited`; one problem must follow, on the line of `file` that holds `marker`."""

    name: str
    edited: str
    old: str
    new: str
    field: str | None
    message: str
    marker: str | None = None
    """Text of the line; None where no line can be told."""
    file: str | None = None
    severity: str = "error"


IN_SOURCES = "sources.yaml"
IN_OFFERS = "offres/offres.yaml"
IN_FIGURES = "chiffres/chiffres.yaml"
IN_EVENTS = "chronologie/evenements.yaml"
IN_RULES = "regles/regles.yaml"
IN_LEXICON = "lexique.yaml"
IN_SHEET = "fiches/essai.md"
KOI = '{form: "koi", means: "quoi", kind: sms}'

FAULTS = [
    # the schema
    Fault(
        "an unknown key",
        IN_OFFERS,
        "    status:",
        "    montant: 5\n    status:",
        "offers[0].montant",
        "Extra inputs",
        "montant",
    ),
    Fault(
        "a missing field",
        IN_OFFERS,
        "    name: Prêt d'essai\n",
        "",
        "offers[0].name",
        "Field required",
        "- id: pret-essai",
    ),
    Fault(
        "an unknown status",
        IN_OFFERS,
        "status: current",
        "status: ouvert",
        "offers[0].status",
        "'ouvert'",
        "status: ouvert",
    ),
    # the vocabularies of the programme
    Fault(
        "a kind of aid that is not declared",
        IN_OFFERS,
        "[prêt]",
        "[avantage fiscale]",
        "offers[0].aid[0]",
        "none of the aids of the programme: did you mean 'avantage fiscal'",
        "aid:",
    ),
    Fault(
        "a beneficiary that is not declared",
        IN_OFFERS,
        "beneficiaries: [collectivité]",
        "beneficiaries: [collectivité, colectivite]",
        "offers[0].beneficiaries[1]",
        "did you mean 'collectivité'",
        "beneficiaries:",
    ),
    Fault(
        "the phase of an event that is not declared",
        IN_EVENTS,
        'phase: "2"',
        "phase: toutes",
        "events[0].phase",
        "known are '1', '2'. Add it to programmes.yaml",
        "phase:",
    ),
    Fault(
        "the phase of a rule that is not declared",
        IN_RULES,
        'phase: "2"',
        "phase: tout",
        "rules[0].phase",
        "did you mean 'toutes'",
        "phase:",
    ),
    Fault(
        "a nature that is not declared",
        IN_EVENTS,
        "nature: lancement",
        "nature: lancment",
        "events[0].nature",
        "did you mean 'lancement'",
        "nature:",
    ),
    Fault("an id with capitals", IN_OFFERS, "id: pret-essai", "id: Prêt", "offers[0].id", "pattern", "id: Prêt"),
    Fault(
        "a day that does not exist",
        IN_EVENTS,
        "2023-06-23\n    nat",
        '"2023-02-30"\n    nat',
        "events[0].date",
        "no day 30",
        "date:",
    ),
    Fault("a record without source", IN_OFFERS, "[s1]", "[]", "offers[0].sources", "at least 1 item", "sources: []"),
    Fault(
        "two current values", IN_FIGURES, "superseded", "current", "figures[0]", "at most one `current`", "- id: chefs"
    ),
    Fault(
        "an event that ends before it begins",
        IN_EVENTS,
        "    nature",
        "    end: 2023-06-01\n    nature",
        "events[0]",
        "`end` is before `date`",
        "- id: lancement",
    ),
    Fault("broken YAML", IN_RULES, 'phase: "2"', 'phase: "2', None, "not valid YAML", None),
    Fault("an unknown collection", IN_RULES, "rules:", "regles:", None, "top-level keys", "regles:"),
    Fault("a collection that is no list", IN_RULES, RULES, "rules: aucune\n", "rules", "must be a list", "rules:"),
    Fault(
        "an unknown kind of lexicon entry", IN_LEXICON, "kind: sms", "kind: chat", "entries[0].kind", "'chat'", "koi"
    ),
    # ids and what points to them
    Fault(
        "an id used twice",
        IN_EVENTS,
        "id: lancement-essai",
        "id: chefs-de-projet",
        "events[0].id",
        "already used",
        "id: chefs",
    ),
    Fault(
        "the id of a record for a sheet", IN_SHEET, "id: fiche-essai", "id: banque", "id", "already used", "id: banque"
    ),
    Fault("a source id used twice", IN_SOURCES, "id: s2", "id: s1", "sources[1].id", "is used twice", "id: s1"),
    Fault(
        "a record's unknown source",
        IN_FIGURES,
        "sources: [s1]",
        "sources: [s9]",
        "figures[0].values[0].sources[0]",
        "unknown source 's9': add it to sources.yaml",
        "[s9]",
    ),
    Fault(
        "an offer's unknown operator",
        IN_OFFERS,
        "[banque]",
        "[banques]",
        "offers[0].operators[0]",
        "did you mean 'banque'",
        "[banques]",
    ),
    Fault(
        "an event's unknown operator",
        IN_EVENTS,
        "[banque]",
        "[mairie]",
        "events[0].operators[0]",
        "unknown operator 'mairie'",
        "[mairie]",
    ),
    Fault(
        "a rule's unknown offer",
        IN_RULES,
        "[pret-essai]",
        "[pret-essais]",
        "rules[0].offers[0]",
        "unknown offer",
        "offers:",
    ),
    Fault(
        "a lexicon entry's unknown operator",
        IN_LEXICON,
        "operator: banque",
        "operator: bank",
        "entries[1].operator",
        "unknown operator 'bank'",
        '"BE"',
    ),
    Fault(
        "a footnote without source",
        IN_SHEET,
        "usines.[^s1]",
        "usines.[^s1][^s8]",
        "[^s8]",
        "unknown source 's8'",
        "usines",
    ),
    Fault(
        "a replaced document that is not there",
        IN_SHEET,
        "title:",
        "replaces: [fiche-absente]\ntitle:",
        "replaces[0]",
        "unknown document 'fiche-absente'",
        "replaces:",
    ),
    Fault(
        "a sheet that replaces itself",
        IN_SHEET,
        "title:",
        "replaces: [fiche-essai]\ntitle:",
        "replaces[0]",
        "cannot replace itself",
        "replaces:",
    ),
    Fault("an unknown front matter field", IN_SHEET, "title:", "titre: x\ntitle:", "titre", "Known fields", "titre:"),
    # dates
    Fault(
        "a rule that ends before it begins",
        IN_RULES,
        "2023-09-22",
        "2022-09-22",
        "rules[0].valid_to",
        "before it begins",
        "valid_to",
    ),
    Fault(
        "a year of another century",
        IN_EVENTS,
        "date: 2023-06-23",
        "date: 1203-06-23",
        "events[0].date",
        "before 1900",
        "date:",
    ),
    Fault("a year too far ahead", IN_OFFERS, '"2027"', '"2207"', "offers[0].valid_to", "years ahead", "2207"),
    Fault(
        "a publication to come",
        IN_SOURCES,
        "published_on: 2023-06-23",
        "published_on: 2027-06-23",
        "sources[0].published_on",
        "in the future",
        "2027-06-23",
    ),
    Fault(
        "an event to come that took place",
        IN_EVENTS,
        "date: 2023-06-23",
        "date: 2027-06-23",
        "events[0].date",
        "is to come",
        "2027-06-23",
    ),
    Fault(
        "a current offer that has ended",
        IN_OFFERS,
        '"2027"',
        '"2025"',
        "offers[0].status",
        "marked `current`",
        "status:",
    ),
    Fault(
        "an evolution where nothing stands",
        IN_FIGURES,
        "status: current",
        "status: superseded",
        "figures[0].values",
        "no value of this evolution stands",
        "values:",
    ),
    # pages
    Fault(
        "a source address without scheme",
        IN_SOURCES,
        "https://www",
        "www",
        "sources[0].url",
        "no web address",
        "url: www",
    ),
    Fault(
        "a contact address without host",
        IN_OFFERS,
        "https://www.exemple.fr/pret",
        "https:///pret",
        "offers[0].contact.url",
        "no web address",
        "https:///pret",
    ),
    Fault("a sheet's address of another kind", IN_SHEET, "https://", "ftp://", "url", "no web address", "ftp://"),
    Fault(
        "an empty section",
        IN_SHEET,
        "Le bilan du programme d'essai date de mai 2025.[^s2]\n",
        "### Dates\n\n[^s2]: note\n",
        "Dates",
        "is empty",
        "### Dates",
    ),
    # the lexicon
    Fault(
        "an everyday word as a spoken form",
        IN_LEXICON,
        KOI,
        '{form: "laide", means: "l\'aide", kind: sms}',
        "entries[0].form",
        "everyday French word",
        "laide",
    ),
    Fault(
        "a variant that is an everyday word without its accent",
        IN_LEXICON,
        "kind: sms",
        'kind: sms, variants: ["jé"]',
        "entries[0].variants[0]",
        "'je' once accents",
        "jé",
    ),
    Fault(
        "a word of the corpus as a misspelling",
        IN_LEXICON,
        KOI,
        '{form: "cofinance", means: "prêt", kind: spelling}',
        "entries[0].form",
        "everyday French word|word of the corpus",
        "cofinance",
    ),
    Fault(
        "one form for two meanings", IN_LEXICON, '"BE"', '"koi"', "entries[1].form", "already means 'quoi'", "Banque"
    ),
    # warnings
    Fault(
        "a source never cited",
        IN_SOURCES,
        "sources:\n",
        "sources:\n  - {id: s3, title: Oubliée}\n",
        "sources[0].id",
        "never cited",
        "s3",
        severity="warning",
    ),
    Fault(
        "a figure that disagrees with a record",
        IN_RULES,
        "text: Les communes pouvaient candidater au programme d'essai en 2023.",
        "text: En mai 2025, l'État cofinance 97 chefs de projet dans les collectivités d'essai.",
        "rules[0].text",
        "says '97' where the figure 'chefs-de-projet' says '95 chefs de projet'",
        "97",
        severity="warning",
    ),
    Fault(
        "a front matter value of the wrong kind",
        IN_SHEET,
        "publisher: Rédaction",
        "published_on: hier",
        "published_on",
        "hier",
        "published_on",
    ),
]
