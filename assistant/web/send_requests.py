"""Messages that are no questions: "envoie la réponse à mon DGS" asks for the buttons under the answer."""

from __future__ import annotations

import re

from index.language.words import fold

_ASKS = re.compile(
    r"^(?:(?:merci|stp|svp|s'il (?:te|vous) plait|peux[- ]tu|pouvez[- ]vous|je (?:veux|voudrais|souhaite))[ ,]+)*"
    r"(?:m'|me |nous )?(?:l'|la |le )?"
    r"(?:envo(?:ie|yer|yez|i)|transm(?:ets|ettre|ettez)|transf(?:ere|erer|erez)|partage[rz]?|imprime[rz]?|telecharge[rz]?|"
    r"copie[rz]?|exporte[rz]?|enregistre[rz]?)"
    r"[- ](?:moi |nous |lui |leur |par (?:mail|courriel|e-?mail) )*"
    r"(?:(?:la|cette|ta|votre|l[ae] derniere?) reponse|(?:ca|cela|ceci|tout ca)\b|(?:a|au|aux|en|par)\b)"
)
_TOPIC = re.compile(r"\b(?:dossier|candidature|demande|formulaire|projet|contrat|convention|appel|aide|pret)s?\b")
"""Words of a question on how to apply, which is one: "envoyer en préfecture le dossier"."""


def asked(message: str) -> bool:
    """Whether a message asks to send, copy or print the answer above rather than anything of the documents."""
    folded = fold(message.strip())
    return len(folded) <= 120 and bool(_ASKS.match(folded)) and not _TOPIC.search(folded)
