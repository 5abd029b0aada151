"""Registering for a conference: the form, for everybody and behind the link of an invitation."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import View

from accounts.organisations.rules import confirmed_address
from consultations.conferences.models import Conference
from consultations.conferences.registration import gate, links, queries, services
from consultations.conferences.registration.forms import RegistrationForm, initial_for
from consultations.conferences.registration.models import ConferenceInvitation
from consultations.conferences.registration.rules import Door, door

_TEMPLATES = "consultations/conferences/registration/"


def private(response: HttpResponse) -> HttpResponse:
    """Pages behind a secret address: kept nowhere, found nowhere, told to nobody."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


class _FormView(View):
    """The form; where the address comes from, the two kinds below say."""

    conference: Conference
    invitation: ConferenceInvitation | None = None

    def address(self) -> str:
        """The address of whoever asks, as far as it is known to be theirs."""
        raise NotImplementedError

    def form(self, data=None) -> RegistrationForm:
        user, address = self.request.user, self.address()
        initial = {"language": get_language(), **initial_for(user)}
        return RegistrationForm(
            data,
            conference=self.conference,
            user=user,
            address=address,
            is_stranger=not address,
            initial=initial,
        )

    def show(self, form: RegistrationForm, *, status: int = 200, **context: Any) -> HttpResponse:
        context = {
            "conference": self.conference,
            "process": self.conference.process,
            "form": form,
            "address": self.address(),
            "needs_days": settings.CONFERENCE_NEEDS_KEEP_DAYS,
            "hours": settings.CONFERENCE_CONFIRM_HOURS,
            "by_receipt": self.invitation is not None,
            **context,
        }
        return render(self.request, _TEMPLATES + "form.html", context, status=status)

    def closed(self, found: Door) -> HttpResponse:
        context = {"conference": self.conference, "process": self.conference.process, "door": found}
        return render(self.request, _TEMPLATES + "closed.html", context, status=200 if found == Door.NOT_YET else 410)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        address = self.address()
        try:
            outcome = services.register(
                self.conference,
                form.particulars(),
                email=address or form.cleaned_data["email"],
                user=request.user if self.is_own(address) else None,
                is_confirmed=bool(address),
                invitation=self.invitation,
            )
        except services.NotOpen as closed:
            return self.closed(closed.door)
        except gate.TooMany as many:
            response = self.show(form, status=429, too_many=True)
            response.headers["Retry-After"] = str(many.seconds)
            return response
        except ValidationError as error:
            form.add_error(None, error) if not hasattr(error, "error_dict") else form.add_error(None, error.error_dict)
            return self.show(form, status=422)
        if not address:
            return redirect("registration:sent", self.conference.process.slug, self.conference.slug)
        if not outcome.is_new:
            messages.info(request, _("You are registered already. Here is your registration."))
        return private(redirect(links.path_of(outcome.registration)))

    def is_own(self, address: str) -> bool:
        """Whether the address is that of the account which is signed in."""
        user = self.request.user
        return bool(address) and user.is_authenticated and confirmed_address(user) == address


@method_decorator(never_cache, name="dispatch")
class RegisterView(_FormView):
    """For everybody, with or without an account."""

    def dispatch(self, request: HttpRequest, process_slug: str, slug: str) -> HttpResponse:
        rows = Conference.objects.visible_to(request.user).select_related("process__region", "region")
        self.conference = get_object_or_404(rows, process__slug=process_slug, slug=slug)
        found = door(self.conference)
        if found == Door.NONE:
            raise Http404
        known = queries.active_of_person(request.user, self.conference)
        if known is not None and not known.needs_confirmation:
            return private(redirect(links.path_of(known)))
        if found != Door.OPEN:
            return self.closed(found)
        return super().dispatch(request)

    def address(self) -> str:
        """An account with a confirmed address registers itself; everybody else confirms by mail."""
        user = self.request.user
        return confirmed_address(user) if user.is_authenticated else ""


@method_decorator(never_cache, name="dispatch")
class InvitedView(_FormView):
    """Behind the personal link of an invitation: the address is that of the list."""

    def dispatch(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            self.invitation = links.read_invitation(token)
        except links.LinkRefused:
            return private(render(request, _TEMPLATES + "no_page.html", {"reason": "refused"}, status=404))
        self.conference = self.invitation.conference
        if not Conference.objects.visible_to(request.user).filter(pk=self.conference.pk).exists():
            return private(render(request, _TEMPLATES + "no_page.html", {"reason": "withdrawn"}, status=404))
        known = self.invitation.registration
        if known is not None and known.is_active:
            return private(redirect(links.path_of(known)))
        found = door(self.conference)
        if found not in (Door.OPEN, Door.INVITED):
            return private(self.closed(found))
        return private(super().dispatch(request))

    def address(self) -> str:
        return self.invitation.email


@require_safe
@never_cache
def sent(request: HttpRequest, process_slug: str, slug: str) -> HttpResponse:
    """What somebody without an account reads after sending; the same for every address, registered or not."""
    rows = Conference.objects.visible_to(request.user).select_related("process")
    conference = get_object_or_404(rows, process__slug=process_slug, slug=slug)
    context = {"conference": conference, "process": conference.process, "hours": settings.CONFERENCE_CONFIRM_HOURS}
    return render(request, _TEMPLATES + "sent.html", context)
