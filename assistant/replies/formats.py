"""A reply: an answer in the format that a helpdesk sends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.replies.letter import Letter, letter_of
from assistant.schema import Answer

Format = Literal["email", "markdown", "docx", "odt"]
FORMATS: tuple[Format, ...] = get_args(Format)

_KINDS: dict[Format, tuple[str, str]] = {
    "email": ("message/rfc822", "eml"),
    "markdown": ("text/markdown; charset=utf-8", "md"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "odt": ("application/vnd.oasis.opendocument.text", "odt"),
}
MEDIA_TYPES = tuple(media_type.split(";")[0] for media_type, _ in _KINDS.values())


@dataclass(frozen=True)
class Reply:
    """A file: its bytes, its media type, and an ASCII name that says nothing of the question."""

    content: bytes
    media_type: str
    filename: str


def reply(answer: Answer, format: Format, *, base_url: str) -> Reply:
    """The reply that holds an answer: greeting, answer, what is not known, sources with their dates.

    `base_url`: the address under which readers reach this service, such as `https://assistant.exemple.fr`; the links
    to the quotes begin with it. Empty: they are left out. Nothing is opened or written."""
    media_type, extension = _KINDS[format]
    content = _writer(format)(letter_of(answer, base_url))
    return Reply(content, media_type, f"reponse-{answer.id}.{extension}")


def _writer(format: Format) -> Callable[[Letter], bytes]:
    """Each library is loaded with the first reply that needs it."""
    if format == "email":
        from assistant.replies import email

        return email.write
    if format == "docx":
        from assistant.replies import docx

        return docx.write
    if format == "odt":
        from assistant.replies import odt

        return odt.write
    from assistant.replies import markdown_letter

    return markdown_letter.write
