"""The question in a letter: what greets, says who asks, asks to be told, thanks and signs is no part of it.

All of that leads a search astray: "Bonjour, je suis maire d'une petite commune, pourriez-vous me dire qui peut candidater ?
Merci, Jean Dupont" asks who may apply. A text that is only a question is left as it is. Patterns read folded text of the same
length."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.question.ellipsis import needs_context
from assistant.question.gazetteer import Gazetteer
from index.language.sentences import split_sentences
from index.language.text import Text
from index.language.words import fold_aligned, word_set


def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written, re.VERBOSE)


# --- what asks ------------------------------------------------------------------------------------

_QUESTION_WORD = r"""(?:
    (?:(?:a|de|d'|avec|pour|par|dans|sur|en|depuis|jusqu'a)[ ]?)?
    (?:qui|ki|quel|kel|combien|cb|cmb|quand|kan|comment|koman|pourquoi|pk|ou\b(?![ ](?:bien|encore))|est-ce|qu'est|quoi
    |c'est[ ]quoi|c[ ]koi|qu'(?!(?:ils?|elles?|on|une?|en|au|avec|a)\b)\w+
    |que[ ](?:fait|font|dit|disent|veut|signifi|devien|recouvr|propos|financ|contien|prevo|reproch|recommand|change|pens
    |faut|s'est)\w*)
)"""
_ASKS = _pattern(
    rf"""^\W*(?:et[ ]|alors[ ]|donc[ ])?(?:{_QUESTION_WORD}
    |compare|donne|liste|enumere|cite|resume|presente|detaille|expliqu|peut-|faut-|existe-|y[ ]a-t)"""
)
_TELL = r"""(?:
    savoir|sai\w*|sav(?:ez|ons|ent)|sauri\w+|ignor\w+|connaitre|dire|dis|dites|dise\w*|indiqu\w+|precis\w+|expliqu\w+
    |compren\w+|demand\w+
    |redemand\w+
    |rappel\w+|confirm\w+|renseign\w+|eclair\w+|inform\w+|repon(?:dre|se)[ ]a[ ](?:ceci|cela|cette[ ]question
    |la[ ]question[ ]suivante)
    |question\b(?:[ ](?:simple|rapide|suivante|est[ ]la[ ]suivante))?
)"""
_INDIRECT = _pattern(
    rf"""\b{_TELL}(?:[- ](?:moi|nous|vous))?
    (?:[ ](?:pas|bien|trop|encore|du[ ]tout|simplement|exactement|svp|stp|a[ ]ceci|hier|ce|soir|matin)
    |,?[ ]par[ ]hasard){{0,3}}[\s,:]+
    (?=\W*(?:{_QUESTION_WORD}|si[ ](?!vous|tu|possible|besoin)|s'ils?[ ](?!vous|te)|ce[ ]qu)|[^.?!]*\w-(?:t-)?(?:il|elle
    |on)s?\b)"""
)
"""Words that ask to be told, up to what is to be told."""
_ADDRESS = _pattern(
    r"""\b(?:je|j'|nous|on|vous|tu|me|m'|moi|ma|mon|elle|il|qqn|quelqu'un|une|un|petite|question|merci)\b
    |^\W*(?:savez|sais|dis|dites)\b"""
)
"""Without any of these before them, they are words of the question: "Pourquoi le Sénat demande-t-il…"."""
_LABEL = _pattern(
    rf"^[^?:]*\b(?:question|message|demande|info\w*|reponse|repondre)\b[^?:]*:\s*(?=\W*{_QUESTION_WORD})"
)
"""What a colon ends, in a form or after "une question"."""
_WHETHER = re.compile(r"^(?:si\s+|s['’](?=ils?\b))", re.IGNORECASE)
_ELISION = re.compile(r"^(est-ce qu)e\s+(?=[aàâeéèêiîoôuhy])", re.IGNORECASE)

# --- what surrounds it ----------------------------------------------------------------------------

_GREETING = _pattern(
    r"""^\W*(?:
        (?:(?:re-?)?bonjour|bonsoir|salut|hello|hey|coucou|bjr|slt|cc|ok(?:ay)?|(?:et[ ])?sinon(?=[ ]?:)|svp|stp
        |madame|monsieur|mesdames|messieurs|mme|mr|mlle|ch(?:er|ere)s?|collegues?
        |merci(?:[ ](?:beaucoup|bien))?(?![ ]d[e'])|bonne[ ](?:journee|soiree)
        |a[ ](?:toutes?|tous|vous|toi)(?:[ ](?:et[ ]a[ ]tous|l'equipe))?|l'(?:equipe|assistant)
        |le[ ](?:maire|directeur|president|prefet)|la[ ](?:maire|directrice|presidente|prefete))\b
        (?:[ ](?:et|ou)[ ](?=ch|m))?[\s,!.:;-]*
    )+"""
)
_MAY_YOU = _pattern(r"^\W*est-ce[ ]que[ ](?=(?:vous|tu)[ ](?:pourri|pouv|peux|sauri))")
_REQUEST = _pattern(r"^\W*(?:auriez|pourriez|pouvez|avez|sauriez|seriez|peux|pourrais|as|saurais|aurais)-(?:vous|tu)\b")
"""It asks something of the reader, not of the documents, where another sentence does."""
_WHO = r"""(?:
    je[ ](?:suis|travaille|represente|dirige|tiens|gere|debute|me[ ]presente|m'appelle|m'occupe|viens[ ]d'etre)
    |nous[ ](?:sommes|representons)|on[ ]est|etant|en[ ]tant[ ]qu[e']|en[ ]qualite[ ]d[e']|ici[ ]|c'est[ ](?:le|la|pour
    |encore|moi)\b
    |(?:mon|ma|notre)[ ](?!question|demande|message|objet)\w+
    |(?:nouvel[ ])?(?:elue?|maire|adjointe?|(?:vice-)?presidente?|conseill\w+|dgs|dga|agente?|chargee?|direct(?:eur|rice)|chef\w*
        |technicien\w*|secretaire|gerante?|patron\w*|responsable|collaborat\w+)\b
)"""
_ABOUT_ASKER = _pattern(rf"^\W*{_WHO}")
_SELF = _pattern(
    rf"""^\W*{_WHO}[^.?!;:]*?,\s*(?:et[ ])?
    (?=je\b|j'|nous|pouvez|pourriez|peux|savez|puis-je|peut-on|{_QUESTION_WORD}|qqn|quelqu'un)"""
)
"""Who is asking, as a clause before the question."""
_TO_THE_READER = _pattern(
    r"""\b(?:vous|votre|vos|tu|te|toi|ton|ta|tes|me[ ]permets|m'adresser|desolee?|excus\w+|merci\w*|remerci\w+|cordialement
    |salutations
    |cdlt|cdt|reponse|message|question|equipe|standard|support|accueil|me[ ]suffit|agreer|attente|retour|bien[ ]a|svp|stp
    |vite|urgent
    |telephone|tel|objet)\b"""
)
"""Words of the exchange itself, as are those of `_CHAT`."""
_CHAT = word_set(
    """
    repondre reponse reponses repond question questions savoir sait sais dire dis dites expliquer explique simplement main mail
    email courriel retour merci aider auriez auraient pouvez pourriez possible vite suivante suivant point courte simple
    precision precisions disposition besoin dois doit svp stp tourner adresser bonjour cordialement lui ca cela ceci voila
    """
)
_REPORTS = _pattern(
    r"""\b(?:ai|avons|a|avait|aurait)\b[^.?!,]{0,20}\b(?:lu|vu|entendu|dit|appris|annonce)\b
    |\b(?:on[ ]lit|je[ ](?:pensais|croyais|lis|vois))\b"""
)
"""What the asker has read belongs to the question: it may be what is to be put right."""
_FIRST_PERSON = _pattern(
    r"\b(?:je|j'|ai-je|puis-je|ma|mon|mes|nous|notre|nos)\b|\b(?:m'|me[ ])(?!adress|tourn|rapproch|renseign|inscri)"
)
"""A question about the asker, to whom it matters who that is; not "à qui m'adresser", which asks whom to write to."""
_PRONOUN = _pattern(
    r"""^\W*(?:et|alors|donc|mais)\b
    |\b(?:ils?|elles?|ca|cela|ceci|celui|celle|ceux|y|cet?|cette|ces|lui|leurs?|autres?)\b"""
)
_PLEASE = r"(?:svp|stp|s'il[ ](?:vous|te)[ ]plait)"
_CLOSING = _pattern(
    rf"""[\s,;-]*\b(?:{_PLEASE}[\s?.!,;]*
    |(?:(?:en|par|avec|et|je)[ ])?(?:(?:un[ ]grand[ ])?(?:vous[ ]remerci\w+|remerci\w+|merci)|m(?:er)?ci+|mrc|cordialement
        |bien[ ]a[ ]vous|cdt|cdlt|bonne[ ](?:journee|soiree|continuation)|salutations|respectueusement|dans[ ]l'attente)\b[^?]*
    )$"""
)
_NO_WORD = re.compile(r"^[^\w«\"“(]+|(?<=\?)[\s?]+$")
_EDGES = " >«»\"“”-–—•*\t\r\n"


@dataclass(frozen=True)
class _Sentence:
    """A sentence of the text, bared of what surrounds its question."""

    text: str
    asks: bool
    bared: bool

    @property
    def folded(self) -> str:
        return fold_aligned(self.text)


def question_in(text: str, gazetteer: Gazetteer) -> str:
    """The question that a text asks, as typed; the text itself where it is only a question, or none is found."""
    sentences = [_bare(text[start:end]) for start, end in split_sentences(text)]
    if len(sentences) == 1 and not sentences[0].bared:
        return text
    asking = [sentence for sentence in sentences if sentence.asks and _content(sentence.text)]
    asking = [sentence for sentence in asking if not _REQUEST.match(sentence.folded)] or asking
    if not asking:
        return text
    of_asker = any(_FIRST_PERSON.search(sentence.folded) for sentence in asking)
    leans = any(_PRONOUN.search(sentence.folded) and needs_context(Text(sentence.text), gazetteer) for sentence in asking)
    last = max(number for number, sentence in enumerate(sentences) if sentence in asking)
    kept = [
        sentence
        for number, sentence in enumerate(sentences)
        if sentence in asking or _is_needed(sentence.folded, before=number < last, leans=leans, of_asker=of_asker)
    ]
    found = " ".join(_tidy(sentence.text, sentence in asking) for sentence in kept)
    return found if Text(found).content_words else text


def _bare(sentence: str) -> _Sentence:
    """Without greeting, self-introduction, request and closing, as far as something is left."""
    whole = sentence.strip(_EDGES)
    core = _until_settled(_without_opening, whole)
    folded = fold_aligned(core)
    told = _INDIRECT.search(folded)
    indirect = told is not None and bool(_ADDRESS.search(folded[: told.end()])) and not _ASKS.match(folded)
    if told is not None and indirect and _content(core[told.end() :]):
        core = _WHETHER.sub("est-ce que ", core[told.end() :].strip(_EDGES))
        core = _ELISION.sub(r"\1'", core)
    core = _until_settled(_without_closing, core)
    if core != whole and whole.endswith("?") and not core.endswith("?"):
        core += " ?"
    asks = indirect or "?" in core or bool(_ASKS.match(fold_aligned(core)))
    return _Sentence(core, asks, bared=core != whole)


def _until_settled(shorten: Callable[[str], str], text: str) -> str:
    """The text, shortened for as long as that takes something away."""
    while (shorter := shorten(text)) != text:
        text = shorter
    return text


def _without_opening(text: str) -> str:
    folded = fold_aligned(text)
    for pattern in (_GREETING, _MAY_YOU, _LABEL, _SELF):
        match = pattern.match(folded)
        rest = text[match.end() :].lstrip(" ,;:") if match else ""
        if not match or not match.end() or not _content(rest):
            continue
        if pattern is not _SELF or not (_REPORTS.search(match[0]) or _FIRST_PERSON.search(_told(rest))):
            return rest
    return text


def _without_closing(text: str) -> str:
    match = _CLOSING.search(fold_aligned(text))
    return text[: match.start()].rstrip(" ,;-") if match and _content(text[: match.start()]) else text


def _told(text: str) -> str:
    """The folded text from what is to be told on."""
    folded = fold_aligned(text)
    match = _INDIRECT.search(folded)
    return folded[match.end() :] if match else folded


def _content(text: str) -> list[str]:
    return [word for word in Text(text).content_words if word not in _CHAT]


def _is_needed(statement: str, *, before: bool, leans: bool, of_asker: bool) -> bool:
    """Whether a folded sentence that asks nothing says what the question is about. What comes after the question thanks or
    signs, unless it says who asks."""
    greeting = _GREETING.match(statement)
    if not _content(statement[greeting.end() :] if greeting else statement):
        return False
    if _ABOUT_ASKER.match(statement):
        return of_asker
    if not before:
        return False
    return bool(_REPORTS.search(statement)) or ((leans or of_asker) and not _TO_THE_READER.search(statement))


def _tidy(text: str, asks: bool) -> str:
    text = _NO_WORD.sub("", text).strip(_EDGES + ",;:")
    mark = "" if not asks or text.endswith("?") else " ?"
    return f"{text[:1].upper()}{text[1:].rstrip(' .!…') if mark else text[1:]}{mark}"
