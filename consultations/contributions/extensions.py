"""Places at which features above add their part to contributions."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from consultations.process.models import Process
from frontend.panels import ContextProviders, Panels

#: What became of the contributions on a page: function(request, contributions) -> {"stages": {pk: plain text}}.
#: Asked once for all contributions of a page; the text must only say what the public may know.
contribution_stages = ContextProviders("contribution_stages")

#: Buttons beside sending, inside the form of a contribution: function(request, described, form) returns the context.
ways_to_send = Panels("ways_to_send")

#: Notes on the page of a paragraph, a chapter or a draft, above what was said: function(request, described).
target_panels = Panels("target")


@dataclass(frozen=True)
class Limit:
    """One way to narrow the list of a process's contributions."""

    #: Name in addresses, which people share: German, lower case.
    name: str
    label: str | Promise
    #: Value and label of each choice; what has none is not offered.
    choices: list[tuple[str, str]]
    #: The contributions that fit one of the values.
    apply: Callable[[QuerySet, str], QuerySet]


#: Limits of features above: function(process) -> Limit, made of what the public may know.
list_limits: list[Callable[[Process], Limit]] = []

#: Why authors may no longer change or take back a contribution, as far as features above know:
#: function(request, contributions) -> {<name of the obstacle>: {pk: sentence for the author}}; the request may be None.
edit_obstacles = ContextProviders("edit_obstacles")
withdrawal_obstacles = ContextProviders("withdrawal_obstacles")
