"""What features above add: which data of a person they hold, and what becomes of it when the account is closed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from accounts.people.models import User


@dataclass(frozen=True)
class ExportFile:
    """A file that belongs to a person: the name it gets in the export, and how to open it."""

    name: str
    open: Callable[[], BinaryIO]


@dataclass
class PersonalData:
    """What one feature holds about a person: rows as JSON can say them, and files."""

    rows: Any
    files: list[ExportFile] = field(default_factory=list)


@dataclass(frozen=True, order=True)
class Holder:
    """A feature that holds personal data."""

    order: int
    key: str
    collect: Callable[[User], PersonalData] = field(compare=False)
    #: Called in the transaction that closes the account, before the account goes; None where rows go with it.
    erase: Callable[[User], None] | None = field(compare=False, default=None)
    #: What becomes of it, in sentences for the person; empty where there is nothing.
    consequences: Callable[[User], Iterable[str]] | None = field(compare=False, default=None)
    #: What keeps the account from being closed now, in sentences that say what to do.
    obstacles: Callable[[User], Iterable[str]] | None = field(compare=False, default=None)
    #: Columns that name a person and are in the export: `app.Model.field`. A test knows all columns there are.
    covers: tuple[str, ...] = field(compare=False, default=())


_holders: list[Holder] = []
_kept: list[Callable[[], Any]] = []


def holds_personal_data(
    key: str,
    collect: Callable[[User], PersonalData],
    *,
    order: int,
    erase: Callable[[User], None] | None = None,
    consequences: Callable[[User], Iterable[str]] | None = None,
    obstacles: Callable[[User], Iterable[str]] | None = None,
    covers: tuple[str, ...] = (),
) -> None:
    """Register what a feature holds; `key` names its part of the export, `order` says when it is erased."""
    _holders.append(Holder(order, key, collect, erase, consequences, obstacles, covers))
    _holders.sort()


def holders() -> list[Holder]:
    """All features that hold personal data, in their order."""
    return list(_holders)


def keeps_accounts(function: Callable[[], Any]) -> Callable[[], Any]:
    """Register a function that returns the keys of accounts that are never closed for inactivity, as a queryset."""
    _kept.append(function)
    return function


def kept_accounts() -> list[Any]:
    """Querysets of keys of accounts that stay."""
    return [function() for function in _kept]
