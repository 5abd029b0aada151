"""What is done with a changed answer that waits: publish it, or give it up. POST only."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.process.enums import Action
from consultations.results import versions
from consultations.results.admin_views import OneFinding, refuse_typed
from consultations.results.answers.admin_forms import WithdrawForm


class PendingView(OneFinding):
    """One step with the version the person has read; afterwards the screen of the answer."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.act(request)
        except versions.NothingPending:
            refuse_typed(request, _("The answer was changed meanwhile. Please look at the newest version."))
        return redirect(self.url("answer", number=self.finding.number) + "#neue-fassung")

    def act(self, request: HttpRequest) -> None:
        """Do the step, and say so."""
        raise NotImplementedError

    @property
    def seen(self) -> int:
        """The number of the version the person has read; 0 for what no form of ours has written."""
        text = self.request.POST.get("version", "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


class PublishVersionView(PendingView):
    """Publish the version that waits."""

    action = Action.PUBLISH_RESULTS

    def act(self, request: HttpRequest) -> None:
        try:
            versions.publish_version(self.finding, seen=self.seen, actor=request.user)
        except versions.StillOpen:
            messages.error(request, _("Something still stands against this version. It was not published."))
        else:
            text = _("Version %(version)s of the answer is published. Whoever it concerns is told.")
            messages.success(request, text % {"version": self.seen})


class WithdrawVersionView(PendingView):
    """Give the version that waits up."""

    action = Action.ANSWER

    def act(self, request: HttpRequest) -> None:
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            refuse_typed(request, _("Please say why the version is given up."))
            return
        versions.withdraw_version(self.finding, seen=self.seen, reason=form.cleaned_data["reason"], actor=request.user)
        messages.success(request, _("Version %(version)s is given up. The public one stays.") % {"version": self.seen})
