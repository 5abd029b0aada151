"""The personal pages of an invitation. Reading changes nothing: programs that follow links in mails must not count."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from accounts.organisations.rules import is_member
from consultations.process.dates import days_left_text, today, weekday_date
from consultations.process.hearing import answers
from consultations.process.hearing.enums import ExtensionState
from consultations.process.hearing.forms import DeclineForm, MoreTimeForm, OtherAddressForm
from consultations.process.hearing.links import SAMPLE_TOKEN, LinkRefused, LinkReplaced, read_token
from consultations.process.hearing.models import Addressee
from consultations.process.hearing.rules import is_over
from consultations.process.hearing.working_days import land_of, working_days
from consultations.process.queries import actions


@method_decorator(never_cache, name="dispatch")
class PersonalView(View):
    """Finds the invitation a link is for, or says in words why there is none."""

    addressee: Addressee

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = kwargs["token"]
        if token == SAMPLE_TOKEN:
            return self.no_invitation("sample", status=200)
        try:
            self.addressee = read_token(token)
        except LinkReplaced as replaced:
            return self.no_invitation("replaced", status=410, process=replaced.addressee.phase.process)
        except LinkRefused:
            return self.no_invitation("refused", status=404)
        self.process = self.addressee.phase.process
        if not self.process.is_published:
            return self.no_invitation("withdrawn", status=404)
        self.is_over = is_over(self.addressee)
        return super().dispatch(request, *args, **kwargs)

    def no_invitation(self, reason: str, *, status: int, process=None) -> HttpResponse:
        context = {"reason": reason, "process": process}
        return render(self.request, "consultations/process/hearing/no_invitation.html", context, status=status)

    def home(self) -> HttpResponse:
        """Back to the invitation."""
        return redirect("hearing:invitation", token=self.kwargs["token"])

    def too_late(self) -> HttpResponse:
        messages.error(self.request, _("The deadline has passed. Nothing was changed."))
        return self.home()

    def context(self) -> dict[str, Any]:
        """What every page of an invitation shows."""
        addressee, phase = self.addressee, self.addressee.phase
        last_day = addressee.last_day
        left = (last_day - today()).days if last_day else None
        return {
            "addressee": addressee,
            "phase": phase,
            "process": self.process,
            "token": self.kwargs["token"],
            "is_over": self.is_over,
            "deadline": weekday_date(last_day) if last_day else "",
            "left": days_left_text(left) if left is not None and left >= 0 else "",
            "is_extended": bool(last_day and phase.ends_on and last_day > phase.ends_on),
        }


class InvitationView(PersonalView):
    """The invitation: a cover until somebody opens it by its button, then everything one can do with it."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        context = self.context() | self.actions_context()
        return render(request, "consultations/process/hearing/invitation.html", context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        answers.note_opened(self.addressee)
        return self.home()

    def actions_context(self) -> dict[str, Any]:
        addressee, phase, user = self.addressee, self.addressee.phase, self.request.user
        here = urlencode({"next": self.request.path})
        extensions = list(addressee.extensions.all()[:5])
        number = working_days(phase.starts_on, phase.ends_on, land_of(self.process)) if phase.ends_on else None
        is_short = number is not None and number < self.process.minimum_working_days
        member = bool(user.is_authenticated and addressee.organisation_id and is_member(user, addressee.organisation))
        return {
            "draft": actions(self.request, self.process),
            "login_url": f"{reverse('account_login')}?{here}",
            "signup_url": f"{reverse('account_signup')}?{here}",
            "is_member": member,
            "waiting": next((row for row in extensions if row.state == ExtensionState.WAITING), None),
            "decided": next((row for row in extensions if row.state != ExtensionState.WAITING), None),
            "short_days": number if is_short and phase.short_deadline_reason else None,
            "has_begun": phase.starts_on <= today(),
        }


class JoinView(PersonalView):
    """Take part for the invited organisation."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.home()
        try:
            joined = answers.join(self.addressee, request.user)
        except answers.TooLate:
            return self.too_late()
        except answers.NotTheInvited:
            messages.warning(
                request,
                _(
                    "You are signed in with another address than the one we invited. Please sign in with that one, or "
                    "tell us here where the invitation should go."
                ),
            )
            return redirect("hearing:other_address", token=token)
        if joined.has_to_wait:
            messages.info(
                request,
                _(
                    "“%(name)s” has people here who decide who speaks for it. We have written to them. As soon as they "
                    "add you, you can take part."
                )
                % {"name": joined.organisation.name},
            )
            return self.home()
        if not request.user.real_name:
            messages.info(
                request,
                _("Please give your name under “My details”, so that your organisation knows who speaks for it."),
            )
        messages.success(
            request,
            _("You now speak for “%(name)s”. In every form, choose for whom you speak.")
            % {"name": joined.organisation.name},
        )
        url = actions(request, self.process).get("draft_url") or self.process.get_absolute_url()
        return redirect(url)


class _FormView(PersonalView):
    """A page with one form."""

    form_class: type
    template_name: str

    def form(self, data=None):
        return self.form_class(data)

    def show(self, form, status: int = 200) -> HttpResponse:
        return render(self.request, self.template_name, {**self.context(), "form": form}, status=status)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.home() if self.is_over else self.show(self.form())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            text = self.act(form.cleaned_data)
        except answers.TooLate:
            return self.too_late()
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(form, status=422)
        messages.success(request, text)
        return self.home()

    def act(self, data: dict[str, Any]) -> str:
        """Do what the form asks for; returns what the person is told."""
        raise NotImplementedError


class MoreTimeView(_FormView):
    """Ask for a later deadline."""

    form_class = MoreTimeForm
    template_name = "consultations/process/hearing/more_time.html"

    def act(self, data: dict[str, Any]) -> str:
        answers.ask_for_more_time(self.addressee, until=data["until"], reason=data["reason"])
        return _("We have received your request. We decide soon and write to you.")


class DeclineView(_FormView):
    """Say that the organisation will not take part."""

    form_class = DeclineForm
    template_name = "consultations/process/hearing/decline.html"

    def act(self, data: dict[str, Any]) -> str:
        answers.decline(self.addressee, reason=data["reason"])
        return _("Thank you for telling us. You can change your mind until the deadline.")


class TakePartView(PersonalView):
    """Take a refusal back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            answers.take_part_after_all(self.addressee)
        except answers.TooLate:
            return self.too_late()
        messages.success(request, _("Good that you take part after all."))
        return self.home()


class OtherAddressView(_FormView):
    """Name somebody else the invitation should go to."""

    form_class = OtherAddressForm
    template_name = "consultations/process/hearing/other_address.html"

    def act(self, data: dict[str, Any]) -> str:
        answers.suggest_address(self.addressee, email=data["email"], name=data["name"])
        return _("Thank you. The ministry checks the address and sends the invitation there.")
