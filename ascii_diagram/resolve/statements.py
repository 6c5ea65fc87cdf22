"""Whether a prompt says what to draw, or names a topic and leaves it to others."""

from __future__ import annotations

import re

PLURAL_VERBS = (
    "ask|authenticate|call|compile|connect|consume|contain|create|depend|deploy|enqueue|fetch"
    "|generate|import|inform|invoke|listen|notify|parse|poll|produce|publish|pull|push|read"
    "|receive|render|replicate|send|serve|submit|subscribe|talk|trigger|upload|validate|write"
)
"""What several do (`users call the API`), for a pattern; none is a usual noun."""

_LIST = re.compile(r"[,;\n].*[,;\n]|[.;!]\s+\w|[|<>=⇄↔]|\s[–—]\s.*\s[–—]\s", re.DOTALL)
_QUESTION = re.compile(
    r"\W*(?:how|what|why|when|where|which|who|explain|types?|kinds?|stages?|steps?|phases?|layers?"
    r"|parts?|causes|life|structure|anatomy)\b",
    re.IGNORECASE,
)
_VERB_AND_OBJECT = re.compile(r"\w(?:s|ed)\s+(?:the|an?|to|into|by|from)\b", re.IGNORECASE)
_SUBJECT_AND_VERB = re.compile(
    r"\W*(?:\w[\w./()-]*\s+){1,4}?\w+(?:[^s\W]s|ed)\s+"
    r"(?!(?:of|in|on|for|and|or|at|as|with|vs|versus|per|after|before|diagram|chart|cycle)\b)\w",
    re.IGNORECASE,
)
_SEVERAL_AND_VERB = re.compile(
    rf"\W*(?:\w[\w./-]*\s+){{0,2}}?\w+[^s\W]s\s+(?:{PLURAL_VERBS})\s+\w", re.IGNORECASE
)
_EXPLICIT = re.compile(r"->|→|=>|⇒|: .*,")


def says_what_to_draw(prompt: str) -> bool:
    """Return whether a prompt is a list or a statement, and not a question.

    So are `agents, broker, sink` and `the client asks the server`; `the water cycle` is neither.
    """
    if _EXPLICIT.search(prompt) or _LIST.search(prompt):
        return True
    if _QUESTION.match(prompt):
        return False
    starts = (_SUBJECT_AND_VERB, _SEVERAL_AND_VERB)
    return bool(_VERB_AND_OBJECT.search(prompt)) or any(start.match(prompt) for start in starts)
