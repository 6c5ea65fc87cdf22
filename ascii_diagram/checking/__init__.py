"""Checks drawings that stand in texts, and mends what is unambiguous."""

from ascii_diagram.checking.check import check_text
from ascii_diagram.checking.fix import Fixed, fix_text
from ascii_diagram.checking.model import RULES, Finding, Rule, RuleName, Severity

__all__ = [
    "RULES",
    "Finding",
    "Fixed",
    "Rule",
    "RuleName",
    "Severity",
    "check_text",
    "fix_text",
]
