"""The public form to report a contribution."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations.contributions.codes import normalise
from consultations.contributions.models import Contribution
from consultations.moderation.reports.forms import ReportForm
from consultations.moderation.reports.services import NotReportable, Outcome, TooManyReports, report
from consultations.process.models import Process

#: What a guest has reported in this session, as keys of contributions; nothing about it is stored with the report.
_KEY = "reported_contributions"


@require_http_methods(["GET", "HEAD", "POST"])
def report_contribution(request: HttpRequest, code: str) -> HttpResponse:
    """Report a public contribution, signed in or not; everything else is 404. Opening the page changes nothing."""
    public = (
        Contribution.objects.public()
        .filter(process__in=Process.objects.visible_to(request.user), is_official_reply=False)
        .for_display()
    )
    contribution = get_object_or_404(public, code=normalise(code))
    form = ReportForm(request.POST or None, contribution=contribution, user=request.user)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"contribution": contribution, "process": contribution.process, "form": form}
        return render(request, "consultations/moderation/report.html", context, status=status)
    return _take_in(request, contribution, form)


def _take_in(request: HttpRequest, contribution: Contribution, form: ReportForm) -> HttpResponse:
    reporter = request.user if request.user.is_authenticated else None
    reported = list(request.session.get(_KEY, [])) if reporter is None else []
    outcome = Outcome.REPEATED
    if contribution.pk not in reported:
        if len(reported) >= settings.REPORTS_PER_SESSION:
            return _too_many(request, contribution)
        data = form.cleaned_data
        try:
            outcome = report(contribution, reason=data["reason"], text=data["text"], reporter=reporter)
        except NotReportable as gone:
            raise Http404 from gone
        except TooManyReports:
            return _too_many(request, contribution)
        if reporter is None:
            request.session[_KEY] = [*reported, contribution.pk]
    match outcome:
        case Outcome.REPEATED:
            messages.info(request, _("You have reported this contribution before. The moderation knows of it."))
        case Outcome.KNOWN:
            messages.info(
                request, _("Thank you. Others have reported this contribution too; the moderation looks at it.")
            )
        case Outcome.STORED:
            text = _("Thank you. The moderation looks at the contribution by the rules of participation.")
            if reporter is not None:
                text += " " + _("You get an e-mail when it has.")
            messages.success(request, text)
    return redirect("results:trace", code=contribution.display_code)


def _too_many(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    context = {"contribution": contribution, "process": contribution.process, "too_many": True}
    response = render(request, "consultations/moderation/report.html", context, status=429)
    response["Retry-After"] = "3600"
    return response
