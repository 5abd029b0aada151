"""Pages for guests: the challenge for their browser, and the link they are mailed."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultations.contributions.enums import State
from consultations.contributions.guests import services
from consultations.contributions.guests.links import Link, LinkRefused, read_link
from consultations.contributions.guests.proof import new_challenge
from consultations.contributions.guests.services import AlreadyConfirmed, LinkExpired, NothingToConfirm
from consultations.contributions.kept import sent_from
from consultations.contributions.models import Contribution
from consultations.contributions.wording import redline_of
from consultations.process.enums import Contributors
from consultations.process.models import Process

_TEMPLATES = "consultations/contributions/guests/"


@require_safe
@never_cache
def challenge(request: HttpRequest) -> JsonResponse:
    """A challenge for the visitor's browser; nothing is stored."""
    return JsonResponse(new_challenge())


@require_safe
def sent(request: HttpRequest, process_slug: str) -> HttpResponse:
    """What a guest reads after sending: that a mail is on its way, and what to do when none arrives.

    The same for every address, whether or not it belongs to an account.
    """
    processes = Process.objects.visible_to(request.user).filter(contributors=Contributors.GUESTS)
    process = get_object_or_404(processes, slug=process_slug)
    back = sent_from(request)
    context = {
        "process": process,
        "hours": settings.GUEST_CONFIRM_HOURS,
        "back_url": f"{back}?korrigieren=1#beitrag-schreiben" if back else "",
    }
    return render(request, _TEMPLATES + "sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the mailed link. Only its button confirms: programs that look into mails open links by GET."""
    try:
        link = read_link(token)
        if request.method == "POST" and "new_link" in request.POST:
            return _send_new_link(request, link)
        if request.method == "POST":
            return _confirm(request, link)
        return _show(request, link)
    except LinkRefused:
        return _page(request, "confirm_invalid.html", status=404)
    except NothingToConfirm:
        return _page(request, "confirm_gone.html", status=410)
    except LinkExpired:
        return _expired(request, link)
    except AlreadyConfirmed as known:
        return _already(request, link, known.contribution)


def _show(request: HttpRequest, link: Link) -> HttpResponse:
    contribution = services.find(link)
    if contribution.state != State.UNCONFIRMED:
        raise AlreadyConfirmed(contribution)
    if link.is_expired:
        raise LinkExpired
    proposal = redline_of(contribution, contribution.proposed_text)
    return _page(request, "confirm.html", contribution=contribution, proposal_runs=proposal)


def _confirm(request: HttpRequest, link: Link) -> HttpResponse:
    contribution = services.confirm(link)
    if not contribution.process.is_published:
        return _already(request, link, contribution)
    text = _(
        "Thank you. Your contribution is confirmed. Its number is %(code)s. The moderation checks it, as a rule within "
        "%(hours)s hours, and writes to you by e-mail what was decided. Below you see what happens then."
    )
    values = {"code": contribution.display_code, "hours": contribution.process.review_within_hours}
    messages.success(request, text % values)
    return _private(redirect("results:trace", code=contribution.display_receipt_code))


def _send_new_link(request: HttpRequest, link: Link) -> HttpResponse:
    if services.send_new_link(link):
        return _page(request, "confirm_resent.html", contribution=services.find(link))
    return _page(request, "confirm_too_many.html", status=429)


def _expired(request: HttpRequest, link: Link) -> HttpResponse:
    contribution = services.find(link)
    context = {"contribution": contribution, "hours": settings.GUEST_CONFIRM_HOURS}
    return _page(request, "confirm_expired.html", status=410, **context)


def _already(request: HttpRequest, link: Link, contribution: Contribution) -> HttpResponse:
    # An old mail in somebody's archive must not open for ever what only the author may read.
    opens = not link.is_expired and contribution.process.is_published
    context = {"contribution": contribution, "code": contribution.display_receipt_code if opens else ""}
    return _page(request, "confirm_already.html", **context)


def _page(request: HttpRequest, template: str, *, status: int = 200, **context) -> HttpResponse:
    contribution = context.get("contribution")
    # `by_receipt`: the frame must not repeat the address, which is a secret.
    context |= {"by_receipt": True, "process": contribution.process if contribution else None}
    return _private(render(request, _TEMPLATES + template, context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the page and its address out of caches, search engines and other sites' logs."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
