"""From evidence to drafted sentences: one composer per kind of answer, and extraction from any text."""
