"""Supporting a contribution."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from consultations.contributions import queries, services
from consultations.contributions.addresses import target_url
from consultations.contributions.codes import normalise
from consultations.contributions.models import Contribution
from consultations.contributions.rules import may_support
from consultations.process.models import Process


@require_POST
def support(request: HttpRequest, code: str) -> HttpResponse:
    """Support a contribution, or take the support back. What is not public, and one's own, cannot be supported."""
    public = Contribution.objects.public().filter(process__in=Process.objects.visible_to(request.user))
    contribution = get_object_or_404(public, code=normalise(code))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = target_url(contribution) or reverse("results:trace", kwargs={"code": contribution.display_code})
    back = f"{back.split('#')[0]}#beitrag-{contribution.code}"
    if not request.user.is_authenticated:
        response = redirect_to_login(back)
        # htmx would put the sign-in page in the place of the button.
        return HttpResponse(headers={"HX-Redirect": response.url}) if request.htmx else response
    if not may_support(request.user, contribution):
        raise Http404
    if not services.support(contribution, request.user):
        services.withdraw_support(contribution, request.user)
    if request.htmx:
        shown = Contribution.objects.public().with_support().for_display().get(pk=contribution.pk)
        queries.for_page(request, [shown])
        context = {"contribution": shown, "support_back": back}
        return render(request, "consultations/contributions/support.html", context)
    return redirect(back)
