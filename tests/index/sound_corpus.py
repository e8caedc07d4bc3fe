"""A small corpus without fault, file by file: what the broken ones are broken from."""

from __future__ import annotations

SOURCES = """\
sources:
  - id: s1
    title: Communiqué de lancement
    publisher: Ministère de l'industrie
    published_on: 2023-06-23
    url: https://www.exemple.fr/lancement
  - id: s2
    title: Bilan de la phase
    publisher: Agence
    published_on: "2025-05"
"""
OPERATORS = """\
operators:
  - id: banque
    name: Banque des essais
    text: La Banque des essais finance les collectivités du programme.
    sources: [s1]
"""
OFFERS = """\
offers:
  - id: pret-essai
    name: Prêt d'essai
    operators: [banque]
    aid: [prêt]
    beneficiaries: [collectivité]
    text: Le prêt d'essai finance les travaux des collectivités du programme.
    eligible: Le prêt d'essai s'adresse aux collectivités du programme.
    period: Le prêt d'essai est ouvert depuis 2023.
    valid_from: 2023-06-23
    valid_to: "2027"
    status: current
    contact: {label: Page du prêt, url: https://www.exemple.fr/pret}
    sources: [s1]
"""
FIGURES = """\
figures:
  - id: chefs-de-projet
    title: Nombre de chefs de projet
    unit: chefs de projet
    scope: Phase d'essai
    nature: evolution
    values:
      - value: 80 chefs de projet
        number: 80
        date: 2023-06
        status: superseded
        text: En juin 2023, l'État cofinance 80 chefs de projet dans les collectivités d'essai.
        sources: [s1]
      - value: 95 chefs de projet
        number: 95
        date: 2025-05
        status: current
        text: En mai 2025, l'État cofinance 95 chefs de projet dans les collectivités d'essai.
        sources: [s2]
"""
EVENTS = """\
events:
  - id: lancement-essai
    title: Lancement de l'essai
    date: 2023-06-23
    nature: lancement
    phase: "2"
    operators: [banque]
    text: La ministre a lancé le programme d'essai le 23 juin 2023.
    sources: [s1]
"""
RULES = """\
rules:
  - id: qui-candidate
    subject: Candidater au programme d'essai
    phase: "2"
    verdict: clos
    text: Les communes pouvaient candidater au programme d'essai en 2023.
    offers: [pret-essai]
    valid_from: 2023-06-23
    valid_to: 2023-09-22
    status: closed
    sources: [s1]
"""
LEXICON = """\
entries:
  - {form: "koi", means: "quoi", kind: sms}
  - {form: "BE", means: "Banque des essais", kind: acronym, operator: banque}
"""
SHEET = """\
---
id: fiche-essai
title: Le programme d'essai
publisher: Rédaction
url: https://www.exemple.fr/fiche
---

## Le programme, c'est quoi ?

Le programme d'essai aide les communes à garder leurs usines.[^s1]

## Bilan

Le bilan du programme d'essai date de mai 2025.[^s2]
"""
PROGRAMMES = """\
programmes:
  - id: essai
    name: Essai
    phases: [{id: "1", name: Phase 1}, {id: "2", name: Phase 2}]
    natures: [{id: lancement, name: Lancement}, {id: bilan, name: Bilan}]
    aids: [{id: prêt, name: Prêt}, {id: avantage fiscal, name: Avantage fiscal}]
    beneficiaries: [{id: collectivité, name: Collectivité}]
"""
CORPUS = {
    "programmes.yaml": PROGRAMMES,
    "sources.yaml": SOURCES,
    "operateurs/operateurs.yaml": OPERATORS,
    "offres/offres.yaml": OFFERS,
    "chiffres/chiffres.yaml": FIGURES,
    "chronologie/evenements.yaml": EVENTS,
    "regles/regles.yaml": RULES,
    "lexique.yaml": LEXICON,
    "fiches/essai.md": SHEET,
}
