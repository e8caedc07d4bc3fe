"""Answers as replies ready to send: an email, Markdown, a Word or an OpenDocument text."""

from assistant.replies.reply import FORMATS, Format, Reply, reply

__all__ = ["FORMATS", "Format", "Reply", "reply"]
