"""A letter as an email draft (RFC 5322), which mail programs open ready to be addressed and sent."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from assistant.replies import plain
from assistant.replies.letter import Letter

_LONGEST = 998
"""Bytes of a line, RFC 5322 section 2.1.1."""


def write(letter: Letter) -> bytes:
    """The draft, in plain text: it stays readable when it is quoted, forwarded or pasted elsewhere."""
    text = plain.body(letter)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    message["X-Unsent"] = "1"  # Outlook opens it as a draft rather than as a received message
    message["Content-Language"] = "fr"
    fits = all(len(line.encode()) <= _LONGEST for line in text.splitlines())
    message.set_content(text, cte="8bit" if fits else "quoted-printable")
    return message.as_bytes()
