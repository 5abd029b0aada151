"""The workspace of those who document needs and offers. Outsiders get 404, also for entries of other districts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regions.demand import forms, queries, rules, services
from regions.demand.booking_links import link_for_pool
from regions.demand.enums import BookingState, EntryState, Kind
from regions.demand.models import SOON, Entry
from regions.demand.sheets import workbook
from regions.demand.views import TEMPLATES

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The word for a kind in addresses.
KINDS = {"bedarf": Kind.NEED, "angebot": Kind.OFFER, "sprachmittlung": Kind.INTERPRETING}


def writers_only(view: Callable) -> Callable:
    """For people who document somewhere; signed out to the sign-in, others 404."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rules.writes_somewhere(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


def own_entry(request: HttpRequest, pk: int) -> Entry:
    """An entry this person may change; for everybody else there is none at this address."""
    return get_object_or_404(rules.entries_of(request.user).select_related("region__parent", "field", "office"), pk=pk)


def _shown(request: HttpRequest):
    """Own entries by the state somebody asked for, with those that end first on top."""
    state, today = request.GET.get("zustand", ""), timezone.localdate()
    rows = rules.entries_of(request.user)
    match state:
        case "entwurf":
            rows = rows.filter(state=EntryState.DRAFT)
        case "oeffentlich":
            rows = rows.public()
        case "bald":
            rows = rows.public().filter(valid_until__lte=today + SOON)
        case "abgelaufen":
            rows = rows.filter(state=EntryState.PUBLISHED, valid_until__lt=today)
        case "geschlossen":
            rows = rows.filter(state=EntryState.CLOSED)
        case _:
            state = ""
    typed = " ".join(request.GET.get("suche", "").split())[:200]
    return state, typed, queries.with_words(rows, typed).order_by("valid_until", "pk")


@require_safe
@writers_only
def own(request: HttpRequest) -> HttpResponse:
    """All entries of the person's districts, those that end first on top."""
    state, typed, rows = _shown(request)
    waiting = Count("bookings", filter=Q(bookings__state=BookingState.NEW))
    rows = rows.select_related("region", "field").annotate(waiting=waiting)
    mine, today = rules.entries_of(request.user), timezone.localdate()
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "typed": typed,
        "states": [
            ("", _("All"), None),
            ("entwurf", _("Drafts"), mine.filter(state=EntryState.DRAFT).count()),
            ("oeffentlich", _("Public"), mine.public().count()),
            ("bald", _("Ending soon"), mine.public().filter(valid_until__lte=today + SOON).count()),
            ("abgelaufen", _("Ended"), mine.filter(state=EntryState.PUBLISHED, valid_until__lt=today).count()),
            ("geschlossen", _("Closed"), mine.filter(state=EntryState.CLOSED).count()),
        ],
        "kinds": KINDS,
        "keeps": rules.keeps_regions(request.user),
        "offices": list(rules.offices_of(request.user).select_related("region")),
        "extended_days": services.EXTENDED_BY.days,
    }
    return render(request, f"{TEMPLATES}/own.html", context)


@require_safe
@writers_only
def own_export(request: HttpRequest) -> HttpResponse:
    """Own entries as XLSX, with what is internal."""
    _state, _typed, rows = _shown(request)
    response = HttpResponse(workbook(rows.select_related("region", "field")), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="bedarfe-angebote.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


class _Editor:
    """The form of an entry with the rows of languages a pool has, bound or not."""

    def __init__(self, request: HttpRequest, kind: str, entry: Entry | None = None) -> None:
        is_pool = kind == Kind.INTERPRETING
        form = forms.PoolForm if is_pool else forms.EntryForm
        data = request.POST if request.method == "POST" else None
        self.form = form(data, instance=entry, person=request.user, kind=kind, initial=self._initial(request, entry))
        self.rows = None
        if is_pool:
            spoken = list(entry.spoken.values("language", "level", "direction")) if entry else []
            self.rows = forms.LanguageRows(data, initial=spoken, prefix="sprachen")

    def _initial(self, request: HttpRequest, entry: Entry | None) -> dict[str, Any]:
        office = None if entry else rules.offices_of(request.user).select_related("region").first()
        if office is None:
            return {}
        return {
            "region": office.region_id,
            "office": office.pk,
            "contact_name": office.title,
            "contact_email": office.email,
            "contact_phone": office.phone,
        }

    @property
    def wants_more_rows(self) -> bool:
        return self.rows is not None and "more" in self.form.data

    def add_rows(self) -> None:
        """Three more rows for languages; nothing is stored, everything typed stays."""
        data = self.form.data.copy()
        data["sprachen-TOTAL_FORMS"] = str(min(self.rows.total_form_count() + 3, self.rows.max_num))
        self.rows = forms.LanguageRows(data, prefix="sprachen")

    def is_valid(self) -> bool:
        return self.form.is_valid() & (self.rows is None or self.rows.is_valid())

    def parts(self) -> dict[str, Any]:
        """What the service stores of a pool besides its columns."""
        if self.rows is None:
            return {}
        return {"areas": self.form.cleaned_data["areas"], "spoken": forms.spoken_in(self.rows)}


def _edit_page(
    request: HttpRequest, editor: _Editor, kind: str, entry: Entry | None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": editor.form, "rows": editor.rows, "kind": kind, "entry": entry}
    context["heading"] = _("Change the entry") if entry else services.kind_title(kind)
    if entry:
        context["close_form"] = forms.CloseForm(entry=entry)
        context["extended_days"] = services.EXTENDED_BY.days
        if entry.is_pool:
            bookings = entry.bookings.exclude(state=BookingState.UNCONFIRMED).order_by("-date", "-time")[:50]
            context["bookings"] = [(row, link_for_pool(row)) for row in _of(entry, bookings)]
    return render(request, f"{TEMPLATES}/edit.html", context, status=status)


def _of(entry: Entry, rows):
    """The rows with the entry they belong to, so that links cost no query."""
    for row in rows:
        row.entry = entry
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def create(request: HttpRequest, word: str) -> HttpResponse:
    """A new need, offer or pool; saved as a draft, or published at once."""
    if word not in KINDS:
        raise Http404
    kind, editor = KINDS[word], _Editor(request, KINDS[word])
    if request.method != "POST":
        return _edit_page(request, editor, kind, None)
    if editor.wants_more_rows:
        editor.add_rows()
        return _edit_page(request, editor, kind, None)
    if editor.is_valid():
        try:
            entry = services.create_entry(kind, editor.form.values(), actor=request.user, **editor.parts())
            return _stored(request, entry)
        except services.Refused as refusal:
            editor.form.add_error(None, str(refusal))
    return _edit_page(request, editor, kind, None, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an entry."""
    entry = own_entry(request, pk)
    editor = _Editor(request, entry.kind, entry)
    if request.method != "POST":
        return _edit_page(request, editor, entry.kind, entry)
    if editor.wants_more_rows:
        editor.add_rows()
        return _edit_page(request, editor, entry.kind, entry)
    if editor.is_valid():
        try:
            seen = editor.form.cleaned_data["revision"]
            seen = -1 if seen is None else seen
            values = editor.form.values()
            entry = services.change_entry(entry, values, actor=request.user, revision=seen, **editor.parts())
            return _stored(request, entry)
        except Entry.DoesNotExist as gone:
            # The office was given away, or the draft deleted, while the form was open.
            raise Http404 from gone
        except services.Outdated as refusal:
            editor.form.add_error(None, str(refusal))
            # The next saving is on purpose: the person was told.
            current = own_entry(request, pk)
            editor.form.data = editor.form.data.copy()
            editor.form.data["revision"] = str(current.revision)
            response = _edit_page(request, editor, entry.kind, current, status=409)
            return response
        except services.Refused as refusal:
            editor.form.add_error(None, str(refusal))
    return _edit_page(request, editor, entry.kind, own_entry(request, pk), status=422)


def _stored(request: HttpRequest, entry: Entry) -> HttpResponse:
    if "publish" in request.POST and entry.state != EntryState.PUBLISHED:
        try:
            services.publish_entry(entry, actor=request.user)
        except services.Refused as refusal:
            messages.success(request, _("Saved as a draft."))
            messages.error(request, str(refusal))
            return redirect("demand:edit", pk=entry.pk)
        messages.success(request, _("Saved and published."))
    else:
        messages.success(request, _("Saved."))
    return redirect("demand:own")


def _act(request: HttpRequest, pk: int, action: Callable[[Entry], Any], done: str) -> HttpResponse:
    """Do one thing with an own entry and go back to the list."""
    entry = own_entry(request, pk)
    try:
        action(entry)
    except Entry.DoesNotExist as gone:
        raise Http404 from gone
    except services.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("demand:own")


@require_POST
@writers_only
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft to everybody."""
    return _act(request, pk, lambda entry: services.publish_entry(entry, actor=request.user), _("Published."))


@require_POST
@writers_only
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy an entry into a draft and open it."""
    entry = services.copy_entry(own_entry(request, pk), actor=request.user)
    messages.success(request, _("This is the copy. It is a draft."))
    return redirect("demand:edit", pk=entry.pk)


@require_POST
@writers_only
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End an entry."""
    form = forms.CloseForm(request.POST, entry=own_entry(request, pk))
    if not form.is_valid():
        messages.error(request, _("Please choose an offer of the list, and say it in 300 characters."))
        return redirect("demand:edit", pk=pk)
    data = form.cleaned_data

    def action(entry: Entry) -> None:
        services.close_entry(entry, actor=request.user, note=data["note"], met_by=data.get("met_by"))

    return _act(request, pk, action, _("Closed. It is no longer in the public list."))


@require_POST
@writers_only
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a closed entry again."""
    return _act(request, pk, lambda entry: services.reopen_entry(entry, actor=request.user), _("Public again."))


@require_POST
@writers_only
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    return _act(request, pk, lambda entry: services.delete_draft(entry, actor=request.user), _("Deleted."))


@require_POST
@writers_only
def extend(request: HttpRequest) -> HttpResponse:
    """Say of one or several entries that they are still valid."""
    keys = [int(key) for key in request.POST.getlist("entry") if key.isdecimal() and len(key) < 18][:500]
    if not keys:
        messages.error(request, _("Please tick the entries that are still valid."))
        return redirect("demand:own")
    rows = rules.entries_of(request.user).filter(pk__in=keys)
    if rows.count() != len(set(keys)):
        raise PermissionDenied("demand")
    number = services.extend_entries(rows, actor=request.user)
    text = ngettext(
        "%(count)s entry is valid for %(days)s days more.",
        "%(count)s entries are valid for %(days)s days more.",
        number,
    )
    messages.success(request, text % {"count": number, "days": services.EXTENDED_BY.days})
    return redirect("demand:own")
