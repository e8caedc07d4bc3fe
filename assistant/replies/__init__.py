"""Answers as replies ready to send: an email, Markdown, a Word or an OpenDocument text."""

from assistant.replies.formats import FORMATS, MEDIA_TYPES, Format, Reply, reply

__all__ = ["FORMATS", "MEDIA_TYPES", "Format", "Reply", "reply"]
