"""Answers written by a language model, and held to the same proof as the others."""
