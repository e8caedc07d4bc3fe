"""What can go wrong with a language model, and what the reader is told of it."""

from __future__ import annotations

from enum import StrEnum

_THEN = " : voici ce que disent les documents, tel quel."


class Failure(StrEnum):
    """Why the extractive answer was given instead; `notice` is the French line shown."""

    UNREACHABLE = "unreachable"
    UNAUTHORISED = "unauthorised"  # 401, 403
    RATE_LIMITED = "rate_limited"  # 429
    SERVER_ERROR = "server_error"  # 500 and above, or an error inside the stream
    REFUSED = "refused"  # any other status: unknown model, prompt too long
    SLOW = "slow"  # no first word in time
    STALLED = "stalled"  # silent in the middle
    CUT = "cut"  # ended without saying that it was done
    GARBAGE = "garbage"  # not the protocol
    EMPTY = "empty"
    RESTING = "resting"  # the breaker is open
    UNCITED = "uncited"
    UNPROVEN = "unproven"  # too little of it stands

    @property
    def notice(self) -> str:
        return _NOTICES[self] + _THEN

    @property
    def cause(self) -> str:
        """Why it failed, as a clause: without what is done about it."""
        return _NOTICES[self][:1].lower() + _NOTICES[self][1:]

    @property
    def of_endpoint(self) -> bool:
        """True where the endpoint is at fault, and asking it again at once is no use."""
        return self not in (Failure.UNCITED, Failure.UNPROVEN, Failure.RESTING)


_NOTICES = {
    Failure.UNREACHABLE: "Le modèle de rédaction est injoignable",
    Failure.UNAUTHORISED: "Le modèle de rédaction refuse l'accès",
    Failure.RATE_LIMITED: "Le modèle de rédaction est trop sollicité",
    Failure.SERVER_ERROR: "Le modèle de rédaction est en panne",
    Failure.REFUSED: "Le modèle de rédaction a refusé la demande",
    Failure.SLOW: "Le modèle de rédaction tarde à répondre",
    Failure.STALLED: "Le modèle de rédaction s'est arrêté en cours de réponse",
    Failure.CUT: "La réponse du modèle de rédaction a été coupée",
    Failure.GARBAGE: "La réponse du modèle de rédaction est illisible",
    Failure.EMPTY: "Le modèle de rédaction n'a rien répondu",
    Failure.RESTING: "Le modèle de rédaction, en panne, n'est pas sollicité pour l'instant",
    Failure.UNCITED: "La réponse du modèle de rédaction ne citait aucune source",
    Failure.UNPROVEN: "La réponse du modèle de rédaction n'était pas prouvée par les documents",
}


class ModelError(Exception):
    """A model failed. Holds no word of the question, of the prompt or of the reply: it may be logged."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure
