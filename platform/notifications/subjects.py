"""What people can choose to be told of, and how often. Features above register theirs.

Mails that somebody has to get – a receipt, a decision about the own contribution, the security of the account – have no
subject and cannot be switched off.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from notifications.enums import Frequency


@dataclass(frozen=True)
class Subject:
    """One line of the settings; `key` is stored."""

    key: str
    label: str | Promise
    hint: str | Promise
    default: Frequency
    order: int


_subjects: dict[str, Subject] = {}
_scope_lists: list[Callable[..., Iterable[tuple[str, str]]]] = []


def register_subject(key: str, label: str | Promise, *, hint: str | Promise, default: Frequency, order: int) -> Subject:
    """Add a subject and return it; the settings show them by `order`."""
    _subjects[key] = Subject(key, label, hint, default, order)
    return _subjects[key]


def subjects() -> list[Subject]:
    """All subjects in the order of the settings."""
    return sorted(_subjects.values(), key=lambda subject: subject.order)


def subject(key: str) -> Subject:
    """The subject of a key; KeyError for an unknown one."""
    return _subjects[key]


def lists_scopes(function: Callable[..., Iterable[tuple[str, str]]]) -> Callable[..., Iterable[tuple[str, str]]]:
    """Register a function(user) that names what the person can have settings of its own for, as (key, label)."""
    _scope_lists.append(function)
    return function


def scopes_of(user) -> list[tuple[str, str]]:
    """What a person can have settings of its own for, e.g. the consultations they take part in."""
    return [scope for function in _scope_lists for scope in function(user)]
