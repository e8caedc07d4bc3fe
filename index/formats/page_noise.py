"""Web noise: lines that belong to the page a text was copied from, not to the text."""

from __future__ import annotations

import re

from index.language.words import fold

_NOISE = re.compile(
    r"""^(?:
      (?:top|bottom)\ of\ page
    | (?:partager|partagez|share)(?:\ (?:sur|cet\ article|cette\ page|on|l'article).*)?
    | (?:facebook|twitter|linkedin|whatsapp|x|instagram|youtube|e-?mail|imprimer|print)
    | (?:inscrivez|abonnez)-vous\b.*
    | (?:s'inscrire|s'abonner|se\ connecter|connexion|inscription|je\ m'abonne|je\ m'inscris|newsletter)
    | (?:image|photo|illustration|video|logo|archives|menu|accueil|rechercher|recherche|retour|fermer|ok)
    | (?:lire\ (?:aussi|la\ suite|plus)|en\ savoir\ plus|voir\ (?:aussi|plus|tout)|a\ lire\ aussi)\ ?:?
    | (?:(?:nous\ )?utilis(?:ons|e)\ des\ cookies|(?:tout\ )?accepter|(?:tout\ )?refuser|gerer\ (?:les|mes)\ cookies).*
    | (?:mentions\ legales|plan\ du\ site|politique\ de\ confidentialite|aller\ au\ contenu.*|skip\ to\ .*)
    | (?:haut\ de\ (?:la\ )?page|retour\ en\ haut.*|article\ (?:precedent|suivant))
    | (?:copier\ le\ lien|copyright.*|©.*|tous\ droits\ reserves\.?)
    )\W*$""",
    re.VERBOSE,
)
_MENU_RUN = 4
_MENU_WORDS = 5
_MENU_ZONE = 15  # lines from the top of the text in which a menu may stand


def is_noise(line: str) -> bool:
    """True for a line that is only navigation, sharing, newsletter or image residue."""
    return bool(_NOISE.match(fold(line.strip()))) if line.strip() else False


def _menu_entry(line: str) -> bool:
    words = line.split()
    return 0 < len(words) <= _MENU_WORDS and not re.search(r"[.;:!?,…\d]\s*$|^[•\-–*]", line.strip())


def remove_noise(text: str) -> str:
    """`text` without noise lines and without a menu at its top; the last entry of the menu, which names the page,
    stays. Runs of blank lines become one."""
    lines = text.split("\n")
    had_page_mark = any(fold(line.strip()) == "top of page" for line in lines[:_MENU_ZONE])
    kept = [line for line in lines if not is_noise(line)]
    if had_page_mark or len(kept) != len(lines):
        kept = _without_menu(kept)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept)).strip("\n")


def _without_menu(lines: list[str]) -> list[str]:
    """Drops a run of short unpunctuated lines at the top, but for its last line. A blank line ends the run: a title
    followed by a byline is not a menu."""
    start = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    end = start
    while end < min(len(lines), _MENU_ZONE) and _menu_entry(lines[end]):
        end += 1
    if end - start < _MENU_RUN:
        return lines
    return lines[:start] + lines[end - 1 :]
