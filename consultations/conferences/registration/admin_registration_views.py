"""Staff screens of one registration: add by hand, change, cancel, offer, move to a table."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from consultations.conferences.registration import mails, staff
from consultations.conferences.registration.admin_base import OneMixin, RegistrationsMixin
from consultations.conferences.registration.admin_forms import (
    CancelForm,
    StaffChangeForm,
    StaffRegistrationForm,
    TableForm,
)
from consultations.conferences.registration.personal_views import refusal
from consultations.conferences.registration.services import ChangedElsewhere, NoRoom, TooLate
from consultations.conferences.registration.tickets import readable


class AddView(RegistrationsMixin, TemplateView):
    """Somebody who called or wrote."""

    template_name = "consultations/conferences/registration/admin/add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", StaffRegistrationForm(conference=self.conference))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = StaffRegistrationForm(request.POST, conference=self.conference)
        if form.is_valid():
            try:
                row = staff.add_by_hand(
                    self.conference, form.particulars(), email=form.cleaned_data["email"], actor=request.user
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Added: %(state)s.") % {"state": row.get_state_display()})
                return redirect(self.url("registration", pk=row.pk))
        return self.render_to_response(self.get_context_data(form=form), status=422)


class RegistrationView(OneMixin, TemplateView):
    """One registration with everything staff can do about it."""

    template_name = "consultations/conferences/registration/admin/registration.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.registration
        kwargs.setdefault("form", None if row.booked_by_id else StaffChangeForm(registration=row))
        kwargs.setdefault("cancel_form", CancelForm())
        kwargs.setdefault("table_form", TableForm(registration=row))
        return super().get_context_data(
            registration=row,
            ticket=readable(row.ticket),
            people=mails.people_of(row) if not row.booked_by_id else [],
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.registration
        if row.booked_by_id:
            # Whoever belongs to a group is changed with it.
            return self.back()
        form = StaffChangeForm(request.POST, registration=row)
        if form.is_valid():
            data = form.cleaned_data
            try:
                staff.change_by_staff(
                    row, form.particulars(), email=data["email"], revision=data["revision"], actor=request.user
                )
            except ValidationError as error:
                form.add_error(None, error)
            except (NoRoom, ChangedElsewhere) as refused:
                form.add_error(None, refusal(refused))
            except TooLate:
                messages.info(request, _("This registration was over before."))
                return self.back()
            else:
                messages.success(request, _("Saved. The person was told by e-mail."))
                return self.back()
        return self.render_to_response(self.get_context_data(form=form), status=422)


class CancelView(OneMixin, View):
    """Cancel a registration with a reason."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = CancelForm(request.POST)
        if not form.is_valid():
            messages.error(request, form.errors["reason"][0])
        elif staff.cancel_by_staff(self.registration, reason=form.cleaned_data["reason"], actor=request.user):
            messages.success(request, _("Cancelled. The waiting list moves up by itself."))
        else:
            messages.info(request, _("This registration was over before."))
        return self.back()


class OfferView(OneMixin, View):
    """Offer a seat before somebody's turn."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            staff.offer_now(self.registration, actor=request.user)
        except NoRoom as refused:
            messages.error(request, _("%(free)s seats are free; that is not enough.") % {"free": refused.free})
        except TooLate:
            messages.error(request, _("Nothing can be offered here (any more). Below you see how things stand."))
        else:
            messages.success(request, _("Offered. The person was told by e-mail."))
        return self.back()


class MoveView(OneMixin, View):
    """Seat one person at another table."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TableForm(request.POST, registration=self.registration)
        if not form.is_valid():
            messages.error(request, _("Please choose a table."))
            return self.back()
        data = form.cleaned_data
        try:
            staff.move_to_table(self.registration, data["table"], revision=data["revision"], actor=request.user)
        except NoRoom:
            messages.error(request, _("This table is full."))
        except ChangedElsewhere:
            messages.error(request, _("Somebody changed this registration meanwhile. Please look at it again."))
        else:
            messages.success(request, _("Saved."))
        return self.back()
