"""How long things are kept: one list of rules, each of which can say what it would delete, and do it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Rule:
    """One rule: what it is about in words, how many rows are due, and the deletion itself."""

    key: str
    label: str | Promise
    count: Callable[[], int]
    apply: Callable[[], int]


_rules: dict[str, Rule] = {}


def register_rule(key: str, label: str | Promise, *, count: Callable[[], int], apply: Callable[[], int]) -> None:
    """Add a rule; `count` changes nothing, `apply` may be repeated and returns how many rows went."""
    _rules[key] = Rule(key, label, count, apply)


def rules() -> list[Rule]:
    """All rules in the order of their keys."""
    return [_rules[key] for key in sorted(_rules)]


@dataclass(frozen=True)
class Outcome:
    """What a rule would delete, or has deleted."""

    rule: Rule
    number: int


def run(*, dry_run: bool) -> list[Outcome]:
    """Ask every rule, or apply every rule."""
    return [Outcome(rule, rule.count() if dry_run else rule.apply()) for rule in rules()]
