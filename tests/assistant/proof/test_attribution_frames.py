"""Publisher, title and dates of a document may be said in closed frames, and there only."""

from __future__ import annotations

import pytest

from assistant.proof.attribution_frames import remove_frames
from assistant.proof.verification import CitedQuote, verify
from index.language.dates import PartialDate

QUOTE = "Le programme compte 136 territoires à travers la France."
SAID = "le programme compte 136 territoires"
BDT = CitedQuote(
    QUOTE,
    "Banque des Territoires",
    "Renforcer l'industrie",
    PartialDate(2019, 3, 5),
    (PartialDate(2019), PartialDate(2022, 12, 31)),
)

PROVEN = [
    f"Selon la Banque des Territoires (mars 2019) : {SAID}.",
    f"Selon la Banque des Territoires (5 mars 2019), {SAID}.",
    f"Selon la banque des territoires (2019) : {SAID}.",
    f"D'après la Banque des Territoires, mars 2019 : {SAID}.",
    f"D’après la Banque des Territoires\u00a0: {SAID}.",
    f"Selon la Banque des Territoires, {SAID}.",
    f"Selon « Renforcer l'industrie » (mars 2019) : {SAID}.",
    f"Le {SAID[3:]} (publié le 5 mars 2019).",
    f"Le {SAID[3:]} (publié par la Banque des Territoires en mars 2019).",
    f"Le {SAID[3:]} (Banque des Territoires, mars 2019).",
    f"Le {SAID[3:]} (source : Banque des Territoires, 05/03/2019) [1].",
    f"Le {SAID[3:]} (source : Banque des Territoires).",
    f"Le {SAID[3:]} (en vigueur depuis 2019).",
    f"Le {SAID[3:]} (en vigueur jusqu'au 31 décembre 2022).",
    f"Selon la Banque des Territoires : {SAID} (publié en mars 2019).",
]

UNPROVEN = [
    f"Selon la Banque des Territoires (mai 2019) : {SAID}.",
    f"Selon la Banque des Territoires (6 mars 2019) : {SAID}.",
    f"Selon Localtis (mars 2019) : {SAID}.",
    f"D'après Localtis, mars 2019 : {SAID}.",
    f"Selon la Banque de France : {SAID}.",
    f"Le {SAID[3:]} (publié le 6 mars 2019).",
    f"Le {SAID[3:]} (publié par Localtis en mars 2019).",
    f"Le {SAID[3:]} (Localtis, mars 2019).",
    f"Le {SAID[3:]} (en vigueur depuis 2020).",
    f"Le {SAID[3:]} (en vigueur jusqu'en 2023).",
    f"Le {SAID[3:]} (mars 2019).",
    f"Le {SAID[3:]} au 5 mars 2019.",
    f"En mars 2019, {SAID}.",
    f"Depuis le 5 mars 2019, {SAID}.",
    f"La Banque des Territoires compte : {SAID}.",
    f"Selon la Banque des Territoires (mars 2019, 146 territoires) : {SAID}.",
    f"Selon la Banque des Territoires (mars 2019) : {SAID.replace('136', '137')}.",
    "Selon la Banque des Territoires (mars 2019) :",
]


@pytest.mark.parametrize("sentence", PROVEN)
def test_a_closed_frame_may_name_the_issuer_and_the_date(sentence: str) -> None:
    verdict = verify(sentence, [BDT])
    assert verdict.findings == ()
    assert verdict.state == "verified"


@pytest.mark.parametrize("sentence", UNPROVEN)
def test_a_wrong_issuer_or_date_and_any_other_wording_is_not_proven(sentence: str) -> None:
    assert verify(sentence, [BDT]).state == "unsupported"


def test_a_frame_with_a_date_needs_a_document_that_has_one() -> None:
    undated = CitedQuote(QUOTE, "Banque des Territoires")
    assert verify(f"Selon la Banque des Territoires (mars 2019) : {SAID}.", [undated]).state == "unsupported"
    assert verify(f"Selon la Banque des Territoires : {SAID}.", [undated]).state == "verified"


def test_a_coarse_date_of_publication_proves_no_day() -> None:
    monthly = CitedQuote(QUOTE, "Localtis", None, PartialDate(2019, 3))
    assert verify(f"Selon Localtis (mars 2019) : {SAID}.", [monthly]).state == "verified"
    assert verify(f"Selon Localtis (5 mars 2019) : {SAID}.", [monthly]).state == "unsupported"


def test_the_words_put_in_a_source_s_mouth_must_be_its_own() -> None:
    other = CitedQuote("Le programme compte 146 territoires.", "Localtis", None, PartialDate(2021, 10))
    assert verify("Selon Localtis : le programme compte 146 territoires.", [BDT, other]).state == "verified"
    assert verify(
        "Selon la Banque des Territoires : le programme compte 146 territoires.", [BDT, other]
    ).state == ("unsupported")


def test_a_frame_that_stands_in_the_quote_itself_needs_no_metadata() -> None:
    quote = CitedQuote("Le programme compte 17 mesures en novembre 2018, selon le CGET.")
    assert verify("Selon le CGET, le programme compte 17 mesures.", [quote]).state == "verified"


def test_removing_frames_hands_back_the_evidence_that_the_leading_frame_names() -> None:
    other = CitedQuote("Autre texte.", "Localtis")
    unframed, named = remove_frames(f"Selon Localtis : {SAID}.", [BDT, other])
    assert (unframed.text, unframed.led) == (f"{SAID}.", True)
    assert named == [other]
