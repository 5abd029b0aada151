"""The personal page of a registration, behind its link. Reading changes nothing: programs look into mails."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from consultations.conferences.queries import accessibility, interpreting
from consultations.conferences.registration import links, mails, services, tickets
from consultations.conferences.registration.forms import ChangeForm
from consultations.conferences.registration.models import Registration, RegistrationState
from consultations.conferences.registration.rules import may_change, page_is_there
from consultations.conferences.registration.views import private
from consultations.process.languages import language_name

_TEMPLATES = "consultations/conferences/registration/"


@method_decorator(never_cache, name="dispatch")
class PersonalView(View):
    """Finds the registration a link is for, or says in words why there is none."""

    registration: Registration

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.registration = links.read_token(kwargs["token"])
        except links.LinkRefused:
            return self.no_page("refused", status=404)
        self.conference = self.registration.conference
        if not page_is_there(self.conference):
            return self.no_page("expired", status=410)
        if not self.conference.process.is_published:
            return self.no_page("withdrawn", status=404)
        return private(super().dispatch(request, *args, **kwargs))

    def no_page(self, reason: str, *, status: int) -> HttpResponse:
        return private(render(self.request, _TEMPLATES + "no_page.html", {"reason": reason}, status=status))

    def home(self) -> HttpResponse:
        return redirect("registration:personal", token=self.kwargs["token"])

    @property
    def may_change(self) -> bool:
        """Whoever has not confirmed the address yet does that first."""
        row = self.registration
        return row.is_active and not row.needs_confirmation and may_change(self.conference)

    def context(self) -> dict[str, Any]:
        return {
            "registration": self.registration,
            "conference": self.conference,
            "process": self.conference.process,
            "token": self.kwargs["token"],
            "may_change": self.may_change,
            "by_receipt": True,
        }


class HomeView(PersonalView):
    """Where the registration stands, with everything one needs on the day."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        row = self.registration
        needs = getattr(row, "needs", None)
        people = mails.people_of(row)
        for person in people:
            person.readable_ticket = tickets.readable(person.ticket)
        place = None
        if row.state == RegistrationState.WAITING:
            before = self.conference.registrations.waiting().answering().confirmed()
            place = before.filter(waiting_since__lt=row.waiting_since).count() + 1
        context = {
            "people": people,
            "has_seat": row.state == RegistrationState.REGISTERED and not row.needs_confirmation,
            "place": place,
            "needs": needs,
            "needs_language": language_name(needs.interpreting) if needs and needs.interpreting else "",
            "needs_days": settings.CONFERENCE_NEEDS_KEEP_DAYS,
            "preferences": row.preferences.select_related("table").order_by("rank"),
            "accessibility": accessibility(self.conference),
            "interpreting": interpreting(self.conference),
        }
        return render(request, _TEMPLATES + "personal.html", self.context() | context)


class _StepView(PersonalView):
    """One thing a button does; too late, it says so."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            self.act()
        except services.TooLate:
            messages.error(request, _("It is too late for this. Below you see how things stand."))
        return self.home()

    def act(self) -> None:
        raise NotImplementedError


class ConfirmAddressView(_StepView):
    """The address belongs to whoever has the mail."""

    def act(self) -> None:
        row = services.confirm_address(self.registration)
        if row.state == RegistrationState.REGISTERED:
            messages.success(self.request, _("Thank you. Your registration is confirmed."))
        else:
            messages.success(self.request, _("Thank you. You are on the waiting list; we write to you."))


class AcceptView(_StepView):
    """Take the offered seat."""

    def act(self) -> None:
        services.accept_offer(self.registration)
        messages.success(self.request, _("The seat is yours. We have sent you the confirmation by e-mail."))


class CancelView(PersonalView):
    """Asks once, then gives the seats back."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        context = self.context() | {"people": mails.people_of(self.registration)}
        return render(request, _TEMPLATES + "cancel.html", context) if self.may_change else self.home()

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            if services.cancel(self.registration):
                messages.success(request, _("Your registration is cancelled. Thank you for telling us."))
        except services.TooLate:
            messages.error(request, _("The conference has begun. Nothing was changed."))
        return self.home()


class ChangeView(PersonalView):
    """The form once more, with what was said."""

    def form(self, data=None) -> ChangeForm:
        return ChangeForm(data, registration=self.registration, user=self.request.user)

    def show(self, form: ChangeForm, *, status: int = 200) -> HttpResponse:
        context = self.context() | {"form": form, "needs_days": settings.CONFERENCE_NEEDS_KEEP_DAYS}
        return render(self.request, _TEMPLATES + "change.html", context, status=status)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.show(self.form()) if self.may_change else self.home()

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            services.change(self.registration, form.particulars(), revision=form.cleaned_data["revision"])
        except services.TooLate:
            messages.error(request, _("It is too late for this. Below you see how things stand."))
            return self.home()
        except (services.NoRoom, services.ChangedElsewhere) as refused:
            form.add_error(None, refusal(refused))
            return self.show(form, status=409)
        messages.success(request, _("Your registration is changed. We have sent you an e-mail about it."))
        return self.home()


def refusal(refused: Exception) -> ValidationError:
    """Why a change was not made, in words for the person."""
    if isinstance(refused, services.NoRoom):
        return ValidationError(
            _("There is no room for that many people: %(free)s seats are free. Nothing was changed.")
            % {"free": refused.free}
        )
    return ValidationError(
        _("This registration was changed meanwhile. Please open the page again and compare. Nothing was changed.")
    )


class CalendarView(PersonalView):
    """The entry for a calendar."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if self.registration.state != RegistrationState.REGISTERED or self.registration.needs_confirmation:
            return self.no_page("refused", status=404)
        response = HttpResponse(mails.calendar_file(self.registration), content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="konferenz.ics"'
        return response


class TicketView(PersonalView):
    """The QR code of one person of the group, as an image."""

    def get(self, request: HttpRequest, token: str, ticket: str) -> HttpResponse:
        people = mails.people_of(self.registration)
        person = next((row for row in people if row.ticket == ticket and row.state == "registered"), None)
        if person is None or self.registration.needs_confirmation:
            return self.no_page("refused", status=404)
        return HttpResponse(tickets.png(person), content_type="image/png")
