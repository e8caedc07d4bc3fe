"""The kinds of error that the API tells apart, and the body that tells one (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from assistant.http.validation import FieldProblem

TYPES_PATH = "/api/v1/problems"


@dataclass(frozen=True)
class ProblemKind:
    """A kind of error: the end of its `type` address, its status, its title, and what a client can do about
    it."""

    slug: str
    status: int
    title: str
    advice: str


INVALID = ProblemKind(
    "requete-invalide", 422, "Requête invalide",
    "Corrigez les champs nommés dans « errors » : chemin du champ et motif du refus.",
)  # fmt: skip
UNREADABLE = ProblemKind(
    "json-illisible", 400, "Corps illisible",
    "Envoyez un objet JSON valide, encodé en UTF-8.",
)  # fmt: skip
NOT_JSON = ProblemKind(
    "type-de-contenu", 415, "Type de contenu refusé",
    "Ajoutez l'en-tête « Content-Type: application/json » et envoyez du JSON.",
)  # fmt: skip
REFUSED_QUESTION = ProblemKind(
    "question-refusee", 422, "Question refusée",
    "Reformulez la question comme le dit « detail ».",
)  # fmt: skip
NO_ENGINE = ProblemKind(
    "moteur-absent", 422, "Moteur absent",
    "Demandez le moteur « extractive » ou « auto », ou réglez un modèle côté serveur.",
)  # fmt: skip
UNKNOWN_DOCUMENT = ProblemKind(
    "document-inconnu", 404, "Document inconnu",
    "Prenez l'identifiant dans une citation, une recherche ou la liste GET /api/v1/documents.",
)  # fmt: skip
UNKNOWN_RECEIPT = ProblemKind(
    "recu-inconnu", 404, "Reçu inconnu",
    "Vérifiez l'identifiant : la réponse n'est pas au journal, ou n'y est plus.",
)  # fmt: skip
NO_JOURNAL = ProblemKind(
    "journal-indisponible", 503, "Journal indisponible",
    "Réessayez plus tard ; côté serveur, les messages d'erreur disent ce qu'a le fichier du journal.",
)  # fmt: skip
UNKNOWN_MODEL = ProblemKind(
    "modele-inconnu", 404, "Modèle inconnu",
    "Prenez un nom dans la liste GET /v1/models.",
)  # fmt: skip
UNKNOWN_PROBLEM = ProblemKind(
    "probleme-inconnu", 404, "Type de problème inconnu",
    "Suivez l'adresse donnée par le champ « type » d'une erreur.",
)  # fmt: skip
NO_ROUTE = ProblemKind(
    "adresse-inconnue", 404, "Adresse inconnue",
    "Les adresses de l'API sont décrites dans /docs.",
)  # fmt: skip
WRONG_METHOD = ProblemKind(
    "methode-refusee", 405, "Méthode refusée",
    "Employez l'une des méthodes de l'en-tête « Allow ».",
)  # fmt: skip
TOO_LARGE = ProblemKind(
    "corps-trop-grand", 413, "Corps trop grand",
    "Envoyez un corps plus court : la question et, au plus, vingt tours de conversation.",
)  # fmt: skip
MALFORMED = ProblemKind(
    "requete-illisible", 400, "Requête illisible",
    "Envoyez une requête HTTP/1.1 bien formée, avec un seul en-tête « Host » et 32 Kio d'en-têtes au plus.",
)  # fmt: skip
WRONG_HOST = ProblemKind(
    "hote-refuse", 400, "Hôte refusé",
    "Appelez le service par son nom ; côté serveur, ASSISTANT_TRUSTED_HOSTS donne les noms admis.",
)  # fmt: skip
TOO_SLOW = ProblemKind(
    "corps-trop-lent", 408, "Corps trop lent",
    "Renvoyez la requête : son corps doit arriver entier en 30 secondes.",
)  # fmt: skip
TOO_MANY = ProblemKind(
    "trop-de-requetes", 429, "Trop de requêtes",
    "Attendez le nombre de secondes de l'en-tête « Retry-After ».",
)  # fmt: skip
BUILDING = ProblemKind(
    "construction-en-cours", 409, "Construction en cours",
    "Attendez qu'elle finisse : GET /api/v1/index/rebuild dit où elle en est.",
)  # fmt: skip
OVERLOADED = ProblemKind(
    "serveur-sature", 503, "Serveur saturé",
    "Trop de questions attendent déjà : réessayez après le délai de l'en-tête « Retry-After ».",
)  # fmt: skip
NO_INDEX = ProblemKind(
    "index-absent", 503, "Aucun index prêt",
    "Réessayez après le délai de l'en-tête « Retry-After » ; côté serveur, lancez « assistant index ».",
)  # fmt: skip
NO_KEY = ProblemKind(
    "cle-absente", 401, "Clé d'API nécessaire",
    "Ajoutez l'en-tête « Authorization: Bearer … » avec une clé donnée par l'exploitant.",
)  # fmt: skip
WRONG_KEY = ProblemKind(
    "cle-refusee", 401, "Clé d'API refusée",
    "Vérifiez la clé : elle est incomplète, inconnue ou révoquée.",
)  # fmt: skip
FORBIDDEN = ProblemKind(
    "role-insuffisant", 403, "Rôle insuffisant",
    "Demandez à l'exploitant une clé du rôle voulu.",
)  # fmt: skip
NO_LOGIN = ProblemKind(
    "connexion-necessaire", 401, "Connexion nécessaire",
    "Connectez-vous pour voir cette page.",
)  # fmt: skip
LOGIN_FAILED = ProblemKind(
    "connexion-echouee", 401, "Connexion échouée",
    "Revenez à la page et recommencez ; si l'échec se répète, prévenez l'exploitant.",
)  # fmt: skip
NO_PROVIDER = ProblemKind(
    "connexion-indisponible", 503, "Connexion indisponible",
    "Le fournisseur d'identité ne répond pas : réessayez dans quelques minutes.",
)  # fmt: skip
OTHER_ORIGIN = ProblemKind(
    "autre-origine", 403, "Demande d'un autre site",
    "Revenez à la page de l'assistant et recommencez : un autre site ne peut pas agir en votre nom.",
)  # fmt: skip
NO_ACCESS = ProblemKind(
    "cles-indisponibles", 503, "Clés indisponibles",
    "Réessayez plus tard ; côté serveur, le journal dit ce qu'a le fichier des clés.",
)  # fmt: skip
VECTORS_AWAY = ProblemKind(
    "vecteurs-indisponibles", 503, "Recherche momentanément indisponible",
    "Réessayez après le délai de l'en-tête « Retry-After » ; côté serveur, relancez le service que nomme le journal.",
)  # fmt: skip
ABSENT_SENTENCE = ProblemKind(
    "phrase-absente", 422, "Phrase absente du document",
    "Copiez la phrase telle que le document l'écrit : GET /api/v1/documents/{id} le donne en entier.",
)  # fmt: skip
DUPLICATE_QUESTION = ProblemKind(
    "question-deja-acceptee", 409, "Question déjà acceptée",
    "Elle a une réponse : GET /api/v1/questions la montre. Pour la changer, modifiez le fichier du corpus.",
)  # fmt: skip
FIXED_CORPUS = ProblemKind(
    "corpus-non-modifiable", 503, "Corpus non modifiable",
    "Le serveur ne peut pas écrire dans son corpus : son journal dit pourquoi. Ajoutez la question dans les fichiers.",
)  # fmt: skip
INTERNAL = ProblemKind(
    "erreur-interne", 500, "Erreur interne",
    "Réessayez ; si l'erreur persiste, transmettez « request_id » à l'exploitant.",
)  # fmt: skip
OTHER = ProblemKind("autre", 400, "Requête refusée", "Lisez « detail ».")

KINDS: dict[str, ProblemKind] = {
    kind.slug: kind
    for kind in (
        INVALID, UNREADABLE, NOT_JSON, REFUSED_QUESTION, NO_ENGINE, UNKNOWN_DOCUMENT, UNKNOWN_RECEIPT, UNKNOWN_PROBLEM, NO_ROUTE,
        WRONG_METHOD, TOO_LARGE, NO_KEY, WRONG_KEY, FORBIDDEN, NO_ACCESS, NO_INDEX, VECTORS_AWAY, NO_JOURNAL,
        NO_LOGIN, LOGIN_FAILED, NO_PROVIDER, OTHER_ORIGIN, MALFORMED, WRONG_HOST, TOO_SLOW, TOO_MANY, OVERLOADED, INTERNAL, OTHER,
        UNKNOWN_MODEL, BUILDING, ABSENT_SENTENCE, DUPLICATE_QUESTION, FIXED_CORPUS,
    )
}  # fmt: skip


class ProblemDetails(BaseModel):
    """Une erreur (RFC 9457)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "type": f"{TYPES_PATH}/{INVALID.slug}",
                    "title": INVALID.title,
                    "status": INVALID.status,
                    "detail": "question : 2\u202f000 caractères au plus : raccourcissez le texte.",
                    "instance": "/api/v1/ask",
                    "request_id": "3f0e8a52-6d0f-4a43-9b52-0f7f6f1f2f10",
                    "errors": [
                        {
                            "field": "question",
                            "message": "2\u202f000 caractères au plus : raccourcissez le texte.",
                        }
                    ],
                }
            ]
        },
    )

    type: str = Field(description="Adresse qui explique ce genre d'erreur.")
    title: str = Field(description="Nom du genre d'erreur.")
    status: int = Field(description="Code HTTP.")
    detail: str = Field(description="Ce qui ne va pas ici, et que faire.")
    instance: str = Field(description="Chemin de la requête.")
    request_id: str = Field(description="Identifiant de la requête, aussi dans l'en-tête X-Request-ID.")
    errors: list[FieldProblem] | None = Field(default=None, description="Champs refusés, s'il y en a.")
