"""What the staff screens of a record share."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from consultations.conferences.admin_base import ConferenceAdminMixin
from consultations.conferences.record import rules
from consultations.conferences.record.models import ConferenceRecord
from consultations.conferences.record.services import CardHandedOver, ChangedMeanwhile, record_of
from consultations.conferences.record.views import add_errors
from consultations.process.enums import Action
from consultations.process.rules import can


class RecordMixin(ConferenceAdminMixin):
    """A staff screen of the record of one conference."""

    actions = frozenset(rules.WRITERS)
    active_step = "record"

    @cached_property
    def record(self) -> ConferenceRecord:
        return record_of(self.conference)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the record, and whether the person may open the check and confirm."""
        may_hold = can(self.request.user, Action.HOLD_CONFERENCES, self.process)
        return super().get_context_data(record=self.record, may_hold=may_hold, **kwargs)

    def to(self, name: str = "index", **values: Any) -> HttpResponse:
        """On to another screen of this record."""
        kwargs = {"process_slug": self.process.slug, "conference": self.conference.pk, **values}
        return redirect(f"record_admin:{name}", **kwargs)


class RecordPage(RecordMixin, TemplateView):
    """A staff screen that is read; what stands in its address is no part of the context."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())


class RecordFormView(RecordPage):
    """A staff screen with one form; whatever goes wrong, what was typed is kept."""

    #: What is said when it worked.
    done = ""

    def form(self, data=None, files=None):
        """The form, filled with what is there when there is no data."""
        raise NotImplementedError

    def act(self, form) -> HttpResponse | None:
        """Do what the form asks for; a response, or None to go back to where `after` leads."""
        raise NotImplementedError

    def after(self) -> HttpResponse:
        return self.to()

    def state(self) -> dict[str, Any]:
        """Hidden values of the form that say what was looked at, as they are now."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "form" not in kwargs:
            kwargs["form"] = self.form()
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.again(form)
        try:
            response = self.act(form)
        except ChangedMeanwhile:
            text = _("Somebody changed this meanwhile. Your text is kept in the form. Compare it, then save again.")
            form.add_error(None, text)
            # The next time it is saved somebody has seen what is there now.
            form.data = form.data.copy()
            form.data.update(self.state())
            return self.again(form, status=409)
        except CardHandedOver:
            form.add_error(None, _("This card is a contribution already. Its words are changed no more."))
            return self.again(form, status=409)
        except ValidationError as error:
            add_errors(form, error)
            return self.again(form)
        if response is None and self.done:
            messages.success(request, self.done)
        return response or self.after()

    def again(self, form, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)
