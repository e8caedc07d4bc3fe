"""The invented corpus that composers and judges of sentences are tried on."""

from __future__ import annotations

from tests.assistant.invented_corpus import ask, ask_shipped, context, evidence, forges

__all__ = ["ask", "ask_shipped", "context", "evidence", "forges"]
