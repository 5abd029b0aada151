"""Pages of conveners: consultations on a meeting's agenda, and the network's position."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import StakeholderCategory
from consultations.contributions.networks import queries, services
from consultations.contributions.networks.forms import ROWS, DiscussForm, ItemFormSet, PositionForm, items_of
from consultations.contributions.networks.models import DraftDiscussion
from consultations.contributions.recording.places import places_on
from consultations.process.dates import today
from consultations.process.models import Process
from regions.networks.models import NetworkMeeting
from regions.networks.rules import standing_of


def _managed_meeting(request: HttpRequest, slug: str, meeting: str) -> NetworkMeeting:
    """The meeting, for those who lead its network; for everybody else there is no such page."""
    rows = NetworkMeeting.objects.select_related("network__state")
    found = get_object_or_404(rows, network__slug=slug, slug=meeting)
    if not standing_of(request.user, found.network).manages:
        raise Http404
    return found


def _discussion(request: HttpRequest, slug: str, meeting: str, process_slug: str) -> DraftDiscussion:
    found = _managed_meeting(request, slug, meeting)
    visible = Process.objects.visible_to(request.user)
    discussion = get_object_or_404(
        found.discussions.select_related("process"), process__slug=process_slug, process__in=visible
    )
    discussion.meeting = found
    return discussion


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discussions(request: HttpRequest, slug: str, meeting: str) -> HttpResponse:
    """Which consultations a meeting discusses; a POST adds one."""
    found = _managed_meeting(request, slug, meeting)
    form = DiscussForm(request.POST or None, processes=queries.discussable(request.user, found))
    if request.method == "POST" and form.is_valid():
        services.discuss(found, form.cleaned_data["process"], actor=request.user)
        messages.success(request, _("The consultation is on the agenda of the meeting."))
        return redirect("network_positions:discussions", slug=slug, meeting=meeting)
    discussed = queries.discussed_at(request.user, found)
    for row in discussed:
        row.is_open = queries.is_open(row.discussion.process)
    context = {"meeting": found, "network": found.network, "form": form, "discussed": discussed, "today": today()}
    return render(request, "consultations/contributions/networks/discussions.html", context)


@login_required
@require_POST
def stop_discussing(request: HttpRequest, slug: str, meeting: str, process_slug: str) -> HttpResponse:
    """Take a consultation off the agenda."""
    discussion = _discussion(request, slug, meeting, process_slug)
    try:
        services.stop_discussing(discussion, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("network_positions:discussions", slug=slug, meeting=meeting)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def position(request: HttpRequest, slug: str, meeting: str, process_slug: str) -> HttpResponse:
    """Record what the network said as contributions."""
    discussion = _discussion(request, slug, meeting, process_slug)
    category = StakeholderCategory.objects.filter(slug="netzwerk").first()
    form = PositionForm(request.POST or None, initial={"category": category})
    formset = ItemFormSet(request.POST or None, prefix="punkt")
    status = 200
    if request.method == "POST":
        if "mehr" in request.POST:
            form = PositionForm(initial={"category": request.POST.get("category")})
            formset = _with_more_rows(request)
        elif form.is_valid() and formset.is_valid() and (number := _record(request, discussion, form, formset)):
            text = ngettext(
                "%(number)s contribution was received. The moderation looks at it next.",
                "%(number)s contributions were received. The moderation looks at them next.",
                number,
            )
            messages.success(request, text % {"number": number})
            return redirect(discussion.meeting)
        else:
            status = 422
    context = {
        "discussion": discussion,
        "meeting": discussion.meeting,
        "network": discussion.meeting.network,
        "process": discussion.process,
        "form": form,
        "formset": formset,
        "offers": places_on(discussion.process, today()).offers(),
        "is_open": queries.is_open(discussion.process),
    }
    return render(request, "consultations/contributions/networks/position.html", context, status=status)


def _with_more_rows(request: HttpRequest) -> ItemFormSet:
    """The form with some empty rows more, and everything that was typed."""
    data = request.POST.copy()
    try:
        rows = int(data["punkt-TOTAL_FORMS"])
    except (KeyError, ValueError):
        rows = 0
    data["punkt-TOTAL_FORMS"] = str(min(max(rows, 0) + ROWS, services.MOST_ITEMS))
    return ItemFormSet(data, prefix="punkt")


def _record(request: HttpRequest, discussion: DraftDiscussion, form: PositionForm, formset: ItemFormSet) -> int:
    """How many contributions were stored; 0 when something is wrong, which then stands in the forms."""
    try:
        rows = services.record_position(
            discussion, items_of(formset), category=form.cleaned_data["category"], actor=request.user
        )
    except services.ItemErrors as problems:
        for number, fields in problems.errors.items():
            for name, text in fields.items():
                formset.forms[number].add_error(name, text)
    except ValidationError as error:
        form.add_error(None, error)
    else:
        return len(rows)
    return 0
