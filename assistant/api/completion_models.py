"""What clients of the OpenAI protocol send and receive; only the fields that mean something here are read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.presentation import api_models
from assistant.schema import AnswerStatus, Citation, Intent, Receipt

MODEL = "assistant"
"""What clients ask for by name; whichever model writes, if any, is the server's own business."""
MOST_MESSAGES = 1_000


class Sent(BaseModel):
    """Base of what is received: clients send whatever their other servers take; what is unknown is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Part(Sent):
    """Une partie d'un message ; seul le texte est lu."""

    type: str = Field(max_length=40, description="« text » ; les autres sont refusées dans la question.")
    text: str | None = Field(default=None, description="Le texte, pour une partie « text ».")


class Message(Sent):
    """Un message de la conversation."""

    role: str = Field(max_length=40, description="user, assistant ; les autres (system, developer, tool) sont ignorés.")
    content: str | list[Part] | None = Field(default=None, description="Le texte, ou ses parties.")

    @property
    def text(self) -> str:
        """The text of all its parts."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text" and part.text)
        return self.content or ""

    @property
    def only_text(self) -> bool:
        return not isinstance(self.content, list) or all(part.type == "text" for part in self.content)


class StreamOptions(Sent):
    """Ce qui accompagne une réponse au fil de l'eau."""

    include_usage: bool | None = Field(default=None, description="Envoyer un dernier fragment avec « usage ».")


def _false_for_none(value: object) -> object:
    return False if value is None else value


class CompletionRequest(Sent):
    """Une conversation dont le dernier message « user » est la question. Les autres paramètres du protocole
    (temperature, max_tokens, tools…) sont acceptés et ignorés."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": MODEL,
                    "messages": [{"role": "user", "content": "Quand le programme a-t-il été lancé ?"}],
                    "stream": False,
                }
            ]
        }
    )

    model: str = Field(
        default="", max_length=200, description="Nom donné par GET /v1/models ; tout autre nom y mène aussi."
    )
    messages: list[Message] = Field(
        min_length=1, max_length=MOST_MESSAGES,
        description="La conversation, du plus ancien au plus récent ; les 20 derniers messages avant la question sont lus.",
    )  # fmt: skip
    stream: Annotated[bool, BeforeValidator(_false_for_none)] = Field(
        default=False, description="Répondre au fil de l'eau."
    )
    stream_options: StreamOptions | None = Field(default=None, description="Options d'une réponse au fil de l'eau.")


class Usage(api_models.Reply):
    """Jetons lus et écrits par un modèle de langage : aucun avec le moteur extractif."""

    prompt_tokens: int = Field(default=0, description="Jetons lus.")
    completion_tokens: int = Field(default=0, description="Jetons écrits.")
    total_tokens: int = Field(default=0, description="Leur somme.")


class CompletionCitation(Citation):
    """Une citation et l'adresse où elle se lit."""

    text_url: str = Field(description="Page du texte, citation surlignée.")


class AnswerSummary(api_models.Reply):
    """Ce que l'objet réponse dit de plus que son texte et ses citations."""

    id: str
    status: AnswerStatus
    intent: Intent
    missing: list[str] = Field(description="Ce que les documents ne disent pas.")
    suggestions: list[str] = Field(description="Questions voisines.")
    as_of: str = Field(description="Jour pour lequel la réponse vaut.")
    understood_as: str = Field(description="La question telle qu'elle a été comprise.")
    receipt: Receipt


class Proven(api_models.Reply):
    """Ce que ce serveur ajoute au protocole."""

    citations: list[CompletionCitation] | None = Field(default=None, description="Les citations, dans l'ordre.")
    answer: AnswerSummary | None = Field(default=None, description="Le reste de l'objet réponse.")


class Said(api_models.Reply):
    """Le message de réponse."""

    role: Literal["assistant"] = "assistant"
    content: str = Field(description="La réponse en Markdown, notes de bas de page comprises.")


class Choice(api_models.Reply):
    """L'unique réponse."""

    index: Literal[0] = 0
    message: Said
    finish_reason: Literal["stop"] = "stop"


class Completion(Proven):
    """Une réponse entière."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="Secondes depuis 1970.")
    model: str
    choices: list[Choice]
    usage: Usage


class Delta(api_models.Reply):
    """La suite du message."""

    role: Literal["assistant"] | None = None
    content: str | None = None


class ChunkChoice(api_models.Reply):
    """La suite de l'unique réponse."""

    index: Literal[0] = 0
    delta: Delta
    finish_reason: Literal["stop"] | None = None


class Chunk(Proven):
    """Un fragment d'une réponse au fil de l'eau."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: Usage | None = None


class ModelCard(api_models.Reply):
    """Ce qu'un client appelle un modèle : l'assistant."""

    id: str = Field(description="Nom à donner dans « model ».", examples=[MODEL])
    object: Literal["model"] = "model"
    created: int = Field(description="Construction de l'index en service, en secondes depuis 1970.")
    owned_by: str = MODEL


class ModelList(api_models.Reply):
    """Les modèles que ce serveur offre."""

    object: Literal["list"] = "list"
    data: list[ModelCard]
