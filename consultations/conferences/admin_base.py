"""What all staff screens of a conference share: finding it, the frame with its steps."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.conferences.models import Conference
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action
from consultations.process.rules import can


@dataclass(frozen=True)
class Step:
    """One step of a conference: shown to people who may do one of `actions`. Features above are known by name only."""

    key: str
    label: str | Promise
    url_name: str
    actions: frozenset[Action]


_ALL = frozenset({Action.VIEW_INTERNAL})
_HOLD = frozenset({Action.HOLD_CONFERENCES})

#: Every step in the order in which a conference is held.
STEPS = (
    Step("overview", _("Overview"), "conferences_admin:overview", _ALL),
    Step("plan", _("Plan"), "conferences_admin:edit", _HOLD),
    Step("registration", _("Registrations"), "registration_admin:index", _HOLD),
    Step("attendance", _("On the day"), "attendance_admin:index", _HOLD),
    Step("capture", _("Cards"), "capture_admin:index", frozenset({Action.HOLD_CONFERENCES, Action.RECORD})),
    Step("record", _("Record"), "record_admin:index", frozenset({Action.HOLD_CONFERENCES, Action.RECORD})),
)


class ConferenceAdminMixin(ProcessAdminMixin):
    """A staff view below /admin/verfahren/<process_slug>/konferenzen/<conference>/; `conference` is its key."""

    active_tab = "conferences"
    #: Key of the step that is marked, as in `STEPS`.
    active_step = "overview"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self._conference: Conference | None = None

    @property
    def conference(self) -> Conference:
        """The conference of the address; 404 for one of another process. Rights were asked before."""
        if self._conference is None:
            found = self.process.conferences.select_related("process", "region").filter(pk=self.kwargs["conference"])
            self._conference = found.first()
            if self._conference is None:
                raise Http404
            # The process this view has asked the rights of.
            self._conference.process = self.process
        return self._conference

    def steps(self) -> list[dict[str, Any]]:
        """The steps a person may open, as dicts of `key`, `label`, `url` and `active`."""
        shown = []
        for step in STEPS:
            if not any(can(self.request.user, action, self.process) for action in step.actions):
                continue
            try:
                values = {"process_slug": self.process.slug, "conference": self.conference.pk}
                url = reverse(step.url_name, kwargs=values)
            except NoReverseMatch:
                continue
            shown.append({"key": step.key, "label": step.label, "url": url, "active": step.key == self.active_step})
        return shown

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the conference and its steps."""
        # In the place of the key from the address.
        kwargs["conference"] = self.conference
        return super().get_context_data(steps=self.steps(), **kwargs)
