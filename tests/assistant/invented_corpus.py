"""One invented corpus with everything the composers tell apart, indexed once with an invented list of territories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.compose.context import Context
from assistant.engine.assistant import Assistant
from assistant.question.question import Question
from assistant.reading.candidates import Candidate, Scorer
from assistant.schema import Answer

AS_OF = dt.date(2026, 11, 22)

SOURCES = """
sources:
  - {id: bulletin, title: Bulletin des forges, publisher: Ministère des Forges, published_on: 2024-05-02, authority: official, url: "https://forges.example/bulletin"}
  - {id: gazette, title: La Gazette du fer, publisher: Gazette du fer, published_on: 2021-07, authority: press}
  - {id: affiche, title: Affiche sans date, authority: unknown}
"""

PROGRAMMES = """
programmes:
  - id: enclume
    name: plan Enclume
    names: [Territoires d'industrie, Territoire d'industrie]
    members: {one: territoire, many: territoires, level: intercommunalité, level_many: intercommunalités}
    phases:
      - {id: "1", name: Phase 1, spoken: [première phase]}
      - {id: "2", name: Phase 2, spoken: [seconde phase]}
      - {id: voisin, name: Autres plans, aside: true}
    aids:
      - {id: prêt, name: Prêt, spoken: [emprunt]}
      - {id: subvention, name: Subvention}
      - {id: ingénierie, name: Ingénierie, spoken: [étude, conseil]}
    beneficiaries:
      - {id: collectivité, name: Collectivité, spoken: [commune, maire]}
    authorities: [préfecture des Forges]
"""

FIGURES = """
figures:
  - id: nombre-de-forges
    title: Nombre de forges labellisées
    unit: forges
    scope: France entière
    nature: evolution
    aliases: [combien de forges]
    values:
      - {value: 40 forges, number: 40, date: 2015-03-02, status: superseded, sources: [gazette], text: "Au lancement, le 2 mars 2015, le plan Enclume compte 40 forges labellisées."}
      - {value: 52 forges, number: 52, date: 2018-06, status: superseded, sources: [gazette], text: "En juin 2018, le plan Enclume compte 52 forges labellisées."}
      - {value: 520 forges, number: 520, date: 2019-01, status: erroneous, sources: [affiche], text: "En janvier 2019, une affiche annonce par erreur 520 forges labellisées."}
      - {value: 61 forges, number: 61, date: 2020-02, status: superseded, sources: [gazette], text: "En février 2020, le plan Enclume compte 61 forges labellisées."}
      - {value: 75 forges, number: 75, date: 2022-09-10, status: current, sources: [bulletin], text: "Depuis le 10 septembre 2022, le plan Enclume compte 75 forges labellisées."}
  - id: minimum-bourse-marteau
    title: Dépenses minimales pour la bourse Marteau
    unit: "€"
    scope: Bourse Marteau
    nature: evolution
    aliases: [montant minimum de la bourse Marteau, seuil de la bourse Marteau]
    values:
      - {value: 400 000 €, number: 400000, date: 2019, status: superseded, sources: [gazette], text: "En 2019, un dossier devait prévoir au moins 400 000 euros de dépenses pour demander la bourse Marteau."}
      - {value: 250 000 €, number: 250000, date: 2023, status: current, sources: [bulletin], text: "Depuis 2023, un dossier doit prévoir au moins 250 000 euros de dépenses pour demander la bourse Marteau."}
  - id: cout-du-pont
    title: Coût du pont tournant de Clairval
    unit: M€
    scope: Pont tournant de Clairval
    nature: disagreement
    values:
      - {value: 15 M€, number: 15, date: 2021-07, status: unverified, sources: [gazette], text: "En juillet 2021, la Gazette du fer estime le coût du pont tournant de Clairval à 15 millions d'euros."}
      - {value: 12 M€, number: 12, date: 2021-07, status: unverified, sources: [bulletin], text: "En juillet 2021, le Ministère des Forges chiffre le coût du pont tournant de Clairval à 12 millions d'euros."}
"""

OPERATORS = """
operators:
  - id: banque-orsel
    name: Banque Orsel
    former_names: [Caisse Orsel]
    text: La Banque Orsel finance les forges du plan Enclume. La Banque Orsel a son siège à Rivemont.
    sources: [bulletin]
  - id: agence-lumen
    name: Agence Lumen
    text: L'Agence Lumen conseille les communes qui rénovent une forge.
    sources: [gazette]
"""


def _offer(identity: str, name: str, operator: str, aid: str, amount: str, period: str) -> str:
    return f"""
  - id: {identity}
    name: {name}
    operators: [{operator}]
    aid: [{aid}]
    beneficiaries: [collectivité]
    text: {name} soutient les communes qui rénovent une forge.
    eligible: {name} s'adresse aux communes du plan Enclume.
    amount: {amount}
    period: La période de {name} figure au bulletin.
    {period}
    sources: [bulletin]
"""


OFFERS = "offers:" + "".join(
    (
        _offer("pret-soufflet", "Prêt Soufflet", "banque-orsel", "prêt", "Le Prêt Soufflet atteint 90 000 euros.", "status: current"),
        _offer("pret-braise", "Prêt Braise", "banque-orsel", "prêt", "Le Prêt Braise atteint 30 000 euros.", "status: current"),
        _offer("bourse-marteau", "Bourse Marteau", "banque-orsel", "subvention", "La Bourse Marteau paie la moitié des travaux.", "status: current"),
        _offer("prime-tenaille", "Prime Tenaille", "banque-orsel", "subvention", "La Prime Tenaille était de 5 000 euros.", 'status: closed\n    valid_from: "2016"\n    valid_to: "2019"'),
        _offer("conseil-lueur", "Conseil Lueur", "agence-lumen", "ingénierie", "Le Conseil Lueur est gratuit.", 'status: current\n    valid_from: "2020"\n    valid_to: "2025"'),
        _offer("etude-phare", "Étude Phare", "agence-lumen", "ingénierie", "L'Étude Phare coûte 800 euros.", "status: current"),
    )
)  # fmt: skip


EVENTS = """
events:
  - {id: lancement-enclume, title: Lancement du plan Enclume, date: 2015-03-02, nature: lancement, phase: "1", sources: [gazette], text: "Le ministre Octave Lerond lance le plan Enclume le 2 mars 2015 à Rivemont.", details: [{text: "Le 2 mars 2015, 300 forgerons assistent au lancement du plan Enclume.", sources: [gazette]}]}
  - {id: assemblee-clairval, title: Assemblée de Clairval, date: 2018-06-14, nature: assemblée, phase: "1", sources: [gazette], text: "Le 14 juin 2018, l'assemblée des forges se réunit à Clairval."}
  - {id: rapport-du-fer, title: Rapport sur le fer, date: 2019-10-03, nature: rapport, phase: "1", sources: [gazette], text: "Le 3 octobre 2019, un rapport sur le fer salue le plan Enclume."}
  - {id: relance-enclume, title: Relance du plan Enclume, date: 2022-09-10, nature: lancement, phase: "2", sources: [bulletin], text: "Le 10 septembre 2022, la ministre Irma Valcourt relance le plan Enclume."}
  - {id: appel-aux-forges, title: Appel aux forges, date: 2022-11-05, nature: appel, phase: "2", sources: [bulletin], text: "Le 5 novembre 2022, un appel aux forges ouvre la seconde période."}
  - {id: bilan-enclume, title: Bilan du plan Enclume, date: 2023-12-01, nature: bilan, phase: "2", sources: [bulletin], text: "Le 1er décembre 2023, un bilan du plan Enclume est présenté à Rivemont."}
  - {id: moulin-voisin, title: Plan Moulin, date: 2022-10-01, nature: lancement, phase: voisin, sources: [bulletin], text: "Le 1er octobre 2022, le plan Moulin est lancé à part du plan Enclume."}
  - {id: musee-envisage, title: Musée des forges, date: 2022-12-12, nature: contexte, phase: "2", status: envisaged, sources: [bulletin], text: "Le 12 décembre 2022, un musée des forges est envisagé à Clairval."}
"""

TEXTS = {
    "atelier.md": """---
title: L'atelier ouvert de Rivemont
publisher: Mairie de Rivemont
published_on: 2023-04
---
## Horaires

L'atelier ouvert accueille les visiteurs le samedi. Il ferme ses portes à dix-huit heures précises en hiver.

## Apporter

Pour visiter l'atelier ouvert de Rivemont, il faut apporter :

- des gants de cuir épais ;
- une blouse de coton ;
- des lunettes de protection.
""",
    "barrages-1.md": """---
title: Journal de la rivière
publisher: Journal de la rivière
published_on: 2020-01
---
La vallée de la Sorne compte 88 barrages sur son cours.
""",
    "barrages-2.md": """---
title: Inventaire de la vallée de la Sorne
publisher: Syndicat de la Sorne
published_on: 2020-03
---
La vallée de la Sorne compte 88 moulins sur son cours.
""",
    "guilde.md": """---
title: La chronique de la guilde de Maubrun
publisher: Guilde de Maubrun
published_on: 2022-05
---
## Le tissage des draps pour la période 1991-1997

En 1991, la guilde de Maubrun ouvre un atelier de tisserands. La même année, la guilde de Maubrun rachète le vieux foulon.
Le tissage des draps a été fondé le 3 mai 1988 par Odilon Vasseur.

## La maîtrise

La guilde de Maubrun reçoit 70 tisserands. Celle-ci les garde trois ans pour former des maîtres.
""",
    "moulins.md": "---\ntitle: Les moulins de Harvel\npublisher: Commune de Harvel\npublished_on: 2017-02\n---\n"
    + "\n\n".join(
        " ".join(f"Le meunier {name} de Harvel répare la roue de son moulin avant la crue." for name in names.split())
        for names in ("Abel Bruno Cyril Denis Emile Fabien Gaston Hubert Igor Jules Karl", "Luc Marc Noel Otto Paul Remi Saul Tom")
    ),
    "jury.md": """---
title: Le jury du plan Enclume
publisher: Ministère des Forges
published_on: 2024-05
---
Les noms des membres du jury du plan Enclume ne sont pas précisés dans les sources consultées.
""",
}  # fmt: skip

TERRITORIES = """\
id_territoire;lib_territoire;epci_nom;epci_siren
ti-0001;Vallée d’Essai;CC du Pays d'Œuvre;200000001
ti-0001;Vallée d’Essai;CA Grand-Essai Agglomération;200000002
ti-0002;Rivemont – Clairval;CC de Rivemont;200000003
ti-0003;Terres de Mormal;CC des Hautes Terres d'Oc;200000004
"""


@pytest.fixture(scope="session")
def forges(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant over the invented corpus, with the invented list of territories imported."""
    from index.build.builder import build
    from index.encoder.encoder import Encoder
    from index.members.member_import import import_members
    from index.programmes.programme import load_programmes
    from index.settings import load_settings

    folder = tmp_path_factory.mktemp("forges")
    corpus, data = folder / "corpus", folder / "data"
    corpus.mkdir()
    records = {
        "programmes": PROGRAMMES,
        "chiffres": FIGURES,
        "operateurs": OPERATORS,
        "offres": OFFERS,
        "chronologie": EVENTS,
        "sources": SOURCES,
    }
    for name, text in ({f"{name}.yaml": text for name, text in records.items()} | TEXTS).items():
        (corpus / name).write_text(text, "utf-8")
    (folder / "liste.csv").write_text(TERRITORIES, "utf-8")
    programme = load_programmes([Path(__file__).parents[2] / "corpus"])[0].main
    report = import_members(folder / "liste.csv", data, programme, published_on="2024-09")
    built = build([corpus, report.folder], data, Encoder.open(encoder_folder, 1))
    assert not built.problems, built.problems
    return Assistant.open(load_settings(data=data, threads=1))


@pytest.fixture(scope="session")
def ask(forges: Assistant) -> Callable[[str], Answer]:
    """Asks the invented corpus, on one day."""
    return lambda question: forges.ask(question, as_of=AS_OF)


@pytest.fixture(scope="session")
def ask_shipped(shipped: Assistant) -> Callable[[str], Answer]:
    """Asks the shipped corpus, on the same day."""
    return lambda question: shipped.ask(question, as_of=AS_OF)


@pytest.fixture(scope="session")
def evidence(forges: Assistant) -> Callable[[str], tuple[Question, list[Candidate]]]:
    """A question as the invented corpus understands it, and the sentences that may answer it."""

    def gather(asked: str) -> tuple[Question, list[Candidate]]:
        question = forges.live.reader.read(asked, today=AS_OF)
        return question, Scorer(question, AS_OF).candidates(forges.hits(asked, 12))

    return gather


@pytest.fixture(scope="session")
def context(forges: Assistant, evidence: Callable) -> Callable[[str], Context]:
    """What a composer is given for a question to the invented corpus."""

    def gather(asked: str) -> Context:
        question, candidates = evidence(asked)
        members = forges.live.territories_named(question)
        return Context(question, candidates, forges.snapshot, forges.snapshot, AS_OF, members)

    return gather
