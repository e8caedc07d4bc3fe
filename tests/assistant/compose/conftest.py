"""The invented corpus that composers and judges of sentences are tried on."""

from __future__ import annotations

from tests.assistant.invented_corpus import ask, ask_shipped, context, evidence, forges
from tests.assistant.zebre_index import ask_zebre, zebre

__all__ = ["ask", "ask_shipped", "ask_zebre", "context", "evidence", "forges", "zebre"]
