"""Answers to well-known topics, written and checked by hand: "the water cycle", "OSI layers".

A tiny model copies what a prompt names, but knows little of the world. What is common knowledge
comes from a list; only a prompt that asks for exactly one of its topics is answered from it.
"""

from __future__ import annotations

from ascii_diagram.resolve.topics.answers import answer_topic

__all__ = ["answer_topic"]
