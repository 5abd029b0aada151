"""What all staff screens of a process share: finding the process, asking the rules, the frame with its tabs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import can

#: The largest number a key can be.
_LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Tab:
    """One tab of a process: shown to people who may do one of `actions`. Features above are known by URL name only."""

    key: str
    label: str | Promise
    url_name: str
    actions: frozenset[Action]


#: Every tab of the frame in reading order.
TABS = (
    Tab("dashboard", _("Overview"), "process_admin:dashboard", frozenset({Action.VIEW_INTERNAL})),
    Tab("edit", _("Edit process"), "process_admin:edit", frozenset({Action.EDIT_PROCESS})),
    Tab("conferences", _("Conferences"), "conferences_admin:index", frozenset({Action.VIEW_INTERNAL})),
    Tab("draft", _("Draft"), "drafts_admin:index", frozenset({Action.VIEW_INTERNAL})),
    Tab("hearing", _("Hearing"), "hearing_admin:index", frozenset({Action.VIEW_INTERNAL})),
    Tab("networks", _("Networks"), "networks_admin:index", frozenset({Action.EDIT_PROCESS})),
    Tab("recording", _("Recording"), "recording_admin:index", frozenset({Action.RECORD})),
    Tab("statements", _("Statements"), "statements_admin:index", frozenset({Action.VIEW_INTERNAL})),
    Tab("moderation", _("Moderation"), "moderation_admin:queue", frozenset({Action.MODERATE})),
    Tab("synthesis", _("Evaluation"), "synthesis_admin:segments", frozenset({Action.CODE})),
    Tab(
        "results",
        _("Findings"),
        "results_admin:findings",
        frozenset({Action.CODE, Action.ANSWER, Action.CO_SIGN, Action.PUBLISH_RESULTS}),
    ),
    Tab("measures", _("Measures"), "measures_admin:index", frozenset({Action.VIEW_INTERNAL})),
    Tab("exports", _("Reports and data"), "exports_admin:index", frozenset({Action.VIEW_INTERNAL})),
    Tab("team", _("Team"), "process_admin:team", frozenset({Action.MANAGE_TEAM})),
    Tab("log", _("Log"), "process_admin:log", frozenset({Action.VIEW_INTERNAL})),
)


def tabs_for(user, process: Process, active_tab: str) -> list[dict[str, Any]]:
    """The tabs of the frame a person may open, as `shown_tabs` gives them."""
    return shown_tabs(TABS, user, process, active_tab)


def shown_tabs(tabs: Iterable[Tab], user, process: Process, active_tab: str) -> list[dict[str, Any]]:
    """Those of `tabs` a person may open, as dicts of `key`, `label`, `url` and `active`."""
    shown = []
    for tab in tabs:
        if not any(can(user, action, process) for action in tab.actions):
            continue
        try:
            url = reverse(tab.url_name, kwargs={"process_slug": process.slug})
        except NoReverseMatch:
            # The feature that owns the tab is not installed.
            continue
        shown.append({"key": tab.key, "label": tab.label, "url": url, "active": tab.key == active_tab})
    return shown


class ProcessAdminMixin(AccessMixin):
    """A staff view below /admin/verfahren/<process_slug>/.

    A view names the action its visitors need. Outsiders get 404, so that the admin does not tell what exists; team
    members without the right get 403.
    """

    action: Action = Action.VIEW_INTERNAL
    #: Where several rights open a view: any one of them is enough, and `action` does not count.
    actions: frozenset[Action] = frozenset()
    #: Key of the tab that is marked, as in `TABS`.
    active_tab = "dashboard"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.process = Process.objects.filter(slug=kwargs["process_slug"]).first()
        if self.process is None or not can(request.user, Action.VIEW_INTERNAL, self.process):
            raise Http404
        if any(isinstance(value, int) and value > _LARGEST_KEY for value in kwargs.values()):
            # No row has such a key, and databases raise an error instead of saying so.
            raise Http404
        if not any(can(request.user, action, self.process) for action in self.actions or {self.action}):
            return self.refuse()
        return super().dispatch(request, *args, **kwargs)

    def refuse(self) -> HttpResponse:
        """403 for a team member without the right; raising PermissionDenied, Wagtail would redirect with status 302."""
        context = {"process": self.process, "tabs": tabs_for(self.request.user, self.process, self.active_tab)}
        return render(self.request, "consultations/admin/forbidden.html", context, status=403)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the process, the tabs, and what the person may do (`may.moderate`, `may.answer`, ...)."""
        user = self.request.user
        may = {action.value: can(user, action, self.process) for action in Action}
        tabs = tabs_for(user, self.process, self.active_tab)
        return super().get_context_data(process=self.process, active_tab=self.active_tab, tabs=tabs, may=may, **kwargs)
