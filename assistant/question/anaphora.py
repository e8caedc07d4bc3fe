"""What points at the programme itself: "ça s'arrête quand ?", asked first, or after a question on the programme as a whole.

Its name put behind such a question would find whatever says that name; in the place of the pronoun it says what is asked."""

from __future__ import annotations

import re

from assistant.question.gazetteer import Gazetteer
from assistant.question.programme_words import ProgrammeWords
from index.language.text import Text

_ASKS_MORE = re.compile(r"\b(?:combien|quand|ou|qui|comment|pourquoi|quel\w*|depuis)\b")
"""What is asked is told by this word: "combien de membres dans le programme ?" is not on the whole."""
_DETERMINED = re.compile(r"(?:\b(?:une?|les?|la|ces|cet|cette|mon|ma|mes|notre|nos|votre|vos)\s|\bl['’])\s*\w", re.I)
_TAKES_AN_OBJECT = re.compile(r"\W*(?:concern|touch|vis|aid|couvr|chang)", re.I)
"""Verbs whose noun is not their subject told again: "ça concerne les communes ?", unlike "ça coûte combien, une visite ?"."""
_THAT = re.compile(
    r"(?<!comme )(?<!pour )(?<!avec )(?<!de )(?<!c'est )\b(?:ça|ca|cela|ceci)\b(?! (?:va|veut dire|signifie)\b)", re.I
)
_IT_IS = re.compile(
    r"\bc['’](?P<verb>est|était|sera)\s+(?P<rest>fini|termin|clos|arrêt|ouvert|encore|toujours|pour qui|financ|pay|gratuit|doté"
    r"|géré|pilot|réserv|prév|valable|obligatoire)",
    re.I,
)
_IT = re.compile(
    r"^\W*(?:quand |où |est-ce qu['’])?(?P<it>il)\s+"
    r"(?!y\b|faut|existe|fait|est (?:possible|prévu|permis|obligatoire)|peut y|reste|suffit)",
    re.I,
)
_FEW = 4
"""Words that tell beyond which a question has a subject of its own."""
_THIS = re.compile(r"\bce (?:truc|machin|bidule|dispositif|label)(?:-là)?\b", re.I)
_DOES = "(?:ça|ca|cela) (?:marche|fonctionne)"
_ONE = "(?:on |nous |je |peut-on |puis-je |dois-je |faut-il )?"
_WHAT_IS = r"^(\W*quel(?:le)?s? (?:est|sont|était|étaient))"
_RETOLD = tuple(
    (re.compile(said, re.I), told)
    for said, told in (
        (r"^\W*c['’]est quoi\W*$", "C'est quoi {the} ?"),
        (r"^\W*quelles (?:sont|étaient) les conditions\W*$", "Quelles sont les conditions pour entrer dans {the} ?"),
        (r"^\W*(?:c['’]est )?qui (?:paye|paie|finance)\W*$", "Qui finance {the} ?"),
        (rf"^\W*(?:à qui {_ONE}(?:[ms]['’]|nous )?adress\w+|qui est mon (?:interlocuteur|contact))\W*$", "Qui contacter ?"),
        (rf"^\W*(?:est-ce que )?{_DOES}(?: bien| vraiment)?\W*$", "Quels sont les résultats {of} ?"),
        (rf"^\W*(?:comment {_DOES}|{_DOES} comment)\W*$", "Comment fonctionne {the} ?"),
        (r"\bcombien (?:il )?y en a(?:-t-il)?\b|\bil y en a combien\b", "{how_many}"),
        (r"\bc['’]est pour qui\b(?:,? (?:ce|ça)(?: \w+)?(?:-là)?\b)?", "qui est concerné par {the}"),
        (_THIS.pattern, "{the}"),
        (rf"\b{_ONE}(?:rentr|entr)\w+ (?:là-)?dedans\b", "entrer dans {the}"),
        (rf"\bcomment {_ONE}y (?:entr|rentr)\w+", "comment entrer dans {the}"),
        (rf"\bcomment {_ONE}y particip\w+", "comment participer {to}"),
        (r"\by (particip\w+)", r"\1 {to}"),
        (r"\bdedans\b", "dans {the}"),
        (r"\ben (bénéficier|profiter)\b", r"\1 {of}"),
        (r"\ben savoir plus\b(?!\s+sur\b)", "en savoir plus sur {the}"),
        (rf"{_WHAT_IS} (?:son|sa) (?=[aeéèêiouyh])(\w+)", r"\1 l'\2 {of}"),
        (rf"{_WHAT_IS} son (\w+)", r"\1 le \2 {of}"),
        (rf"{_WHAT_IS} sa (\w+)", r"\1 la \2 {of}"),
        (rf"{_WHAT_IS} ses (\w+)", r"\1 les \2 {of}"),
    )
)
"""What people say of it, and the same with what it is."""


def is_about_programme(question: Text, programme: ProgrammeWords) -> bool:
    """True for a question on the programme as a whole: "C'est quoi, ce dispositif ?"."""
    rest = programme.itself.without(question)
    return programme.itself.found_in(question) and not _ASKS_MORE.search(rest) and not Text(rest).content_words


def told_of_programme(question: Text, gazetteer: Gazetteer) -> str | None:
    """The question (repaired) with the programme in the place of what points at it; None where nothing does."""
    if len(question.content_words) > _FEW or gazetteer.find(question):
        return None
    programme = gazetteer.programme
    if programme.itself.found_in(question) and not _THIS.search(question.raw):
        return None
    declared = programme.declared
    named = {"the": declared.the_noun, "of": declared.of_noun, "to": declared.to_noun}
    if programme.how_many is not None:
        named["how_many"] = programme.how_many
    text = question.raw
    for said, told in _RETOLD:
        if told != "{how_many}" or programme.how_many is not None:
            text = said.sub(told.format_map(named), text)
    if text == question.raw:
        text = _with_subject(text, declared.the_noun)
    return None if text == question.raw else text[:1].upper() + text[1:]


def _with_subject(question: str, the: str) -> str:
    """The programme as the subject, in the place of "ça", "c'est" or "il"; the question itself where they announce a noun of
    their own. `the`: the noun for it, with its article."""
    if that := _THAT.search(question):
        behind = question[that.end() :]
        announces = _DETERMINED.search(behind) and not _TAKES_AN_OBJECT.match(behind)
        return question if announces else f"{question[: that.start()]}{the}{behind}"
    if it_is := _IT_IS.search(question):
        if _DETERMINED.search(question, it_is.end()):
            return question
        return f"{question[: it_is.start()]}{the} {it_is['verb']} {question[it_is.start('rest') :]}"
    if it := _IT.search(question):
        return f"{question[: it.start('it')]}{the}{question[it.end('it') :]}"
    return question
