"""Staff screens of the day: numbers, links for the door, corrections, papers, and what was counted in the end."""

import uuid
from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from consultations.conferences.admin_base import ConferenceAdminMixin
from consultations.conferences.attendance import papers, queries, services
from consultations.conferences.attendance.enums import Outcome
from consultations.conferences.attendance.forms import AccessForm, CountsForm, WalkInForm
from consultations.conferences.attendance.links import Door, door_of, full_link, opens_on
from consultations.conferences.attendance.models import DoorAccess, EventKind
from consultations.conferences.attendance.views import read_key
from consultations.process.dates import today
from consultations.process.enums import Action

_TEMPLATES = "consultations/conferences/attendance/admin"


class DayMixin(ConferenceAdminMixin):
    """A screen of the step “On the day”."""

    action = Action.HOLD_CONFERENCES
    active_step = "attendance"

    def to(self, name: str, **values: Any) -> HttpResponse:
        return redirect(
            f"attendance_admin:{name}", process_slug=self.process.slug, conference=self.conference.pk, **values
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The key from the address; the conference itself comes in its place.
        kwargs.pop("conference", None)
        door = door_of(self.conference)
        return super().get_context_data(door=door, is_over=door in (Door.LATE, Door.OVER), **kwargs)


class IndexView(DayMixin, TemplateView):
    """Everything for the day on one page."""

    template_name = f"{_TEMPLATES}/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", AccessForm())
        return super().get_context_data(
            live=queries.live(self.conference),
            accesses=queries.accesses(self.conference),
            opens_on=opens_on(self.conference),
            tables=self.conference.tables.order_by("number"),
            counted=self.conference.attendance.exists() or self.conference.attended is not None,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A new link for the door."""
        form = AccessForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        access = services.open_access(self.conference, label=form.cleaned_data["label"], actor=request.user)
        messages.success(
            request, _("The link is there. Show the code to the people at the door, or send them the link.")
        )
        return self.to("access", pk=access.pk)


class AccessView(DayMixin, TemplateView):
    """One link: its code to be read by a phone, and its end."""

    template_name = f"{_TEMPLATES}/access.html"

    @property
    def access(self) -> DoorAccess:
        return get_object_or_404(self.conference.door_accesses, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        access = self.access
        link = "" if access.ended_at else full_link(access)
        code = segno.make(link, micro=False).svg_inline(scale=6, border=4, title=_("Link for check-in")) if link else ""
        return super().get_context_data(
            access=access, link=link, code=code, opens_on=opens_on(self.conference), **kwargs
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """End it."""
        if services.end_access(self.access, actor=request.user):
            messages.success(
                request, _("The link is ended. Devices that used it erase their list as soon as they are online.")
            )
        return self.to("index")


class LiveView(DayMixin, TemplateView):
    """Who is there, by category, district and table; the page keeps itself up to date."""

    template_name = f"{_TEMPLATES}/live.html"

    def get_template_names(self) -> list[str]:
        return [f"{_TEMPLATES}/_live.html"] if self.request.htmx else [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(live=queries.live(self.conference), **kwargs)


class PeopleView(DayMixin, TemplateView):
    """Look somebody up, check them in, take a wrong check-in back, take in somebody without a registration."""

    template_name = f"{_TEMPLATES}/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "")[:100]
        kwargs.setdefault("form", WalkInForm(conference=self.conference))
        return super().get_context_data(
            q=words,
            hits=queries.found(self.conference, words),
            live=queries.live(self.conference),
            key=uuid.uuid4(),
            **kwargs,
        )

    def told(self, noted: services.Noted) -> None:
        """Say what came of a click."""
        name = noted.registration.name if noted.registration else ""
        texts = {
            Outcome.ARRIVED: _("%(name)s is checked in."),
            Outcome.ALREADY: _("%(name)s was there already."),
            Outcome.UNDONE: _("The check-in of %(name)s is taken back."),
            Outcome.NO_SEAT: _("%(name)s has cancelled. If the person is there: take them in without a registration."),
            Outcome.REHEARSAL: _("Nothing was stored: people are checked in from the day of the conference."),
        }
        text = texts.get(noted.outcome, _("Nothing was changed."))
        good = noted.outcome in (Outcome.ARRIVED, Outcome.UNDONE)
        (messages.success if good else messages.warning)(self.request, text % {"name": name})
        if noted.over_capacity:
            messages.warning(self.request, _("More people are registered now than there are seats."))


class NoteView(PeopleView):
    """Check in, or take back."""

    http_method_names = ["post"]
    kind: EventKind = EventKind.ARRIVED

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ticket = request.POST.get("ticket", "")[:20]
        key, source = read_key(request.POST.get("key", "")), services.Source(actor=request.user)
        self.told(services.note(self.conference, key=key, kind=self.kind, ticket=ticket, source=source))
        return self.to("people")


class WalkInView(PeopleView):
    """Take in somebody without a registration."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = WalkInForm(request.POST, conference=self.conference)
        if form.is_valid():
            key, source = read_key(request.POST.get("key", "")), services.Source(actor=request.user)
            try:
                self.told(services.walk_in(self.conference, key=key, particulars=form.cleaned_data, source=source))
                return self.to("people")
            except ValidationError as error:
                form.add_error(None, error)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class CountsView(DayMixin, TemplateView):
    """How many came, as it is published after the day: by hand."""

    template_name = f"{_TEMPLATES}/counts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", CountsForm(conference=self.conference))
        may_count = self.conference.date <= today()
        return super().get_context_data(live=queries.live(self.conference), may_count=may_count, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = CountsForm(request.POST, conference=self.conference)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        data = form.cleaned_data
        try:
            services.save_counts(
                self.conference, form.counts(), attended=data["attended"], revision=data["revision"], actor=request.user
            )
        except services.CountedMeanwhile:
            # What was typed stays; whoever sends again has seen this.
            form.data = form.data.copy()
            self.conference.refresh_from_db()
            form.data["revision"] = self.conference.revision
            form.add_error(
                None,
                _(
                    "Somebody else changed the conference meanwhile. Your numbers are kept here: please check and save "
                    "again."
                ),
            )
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, _("The numbers are stored. After the conference they stand on its page."))
        return self.to("counts")


class TakeOverView(DayMixin, View):
    """How many came, as it was noted at the door."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        revision = request.POST.get("revision", "")
        if self.conference.date > today():
            messages.error(request, _("The conference has not begun. Nothing was changed."))
            return self.to("counts")
        try:
            services.take_over(self.conference, revision=int(revision[:12] or -1), actor=request.user)
        except (services.CountedMeanwhile, ValueError):
            messages.error(
                request, _("Somebody else changed the conference meanwhile. Please look at the numbers once more.")
            )
        else:
            messages.success(request, _("The numbers of the check-in are taken over."))
        return self.to("counts")


class _PaperView(DayMixin, View):
    """A PDF that is made when it is asked for: 300 badges take about a second."""

    name: str

    def content(self) -> bytes:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        name = f"{slugify(_(self.name))}-{self.conference.slug}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(self.content(), content_type="application/pdf", headers=headers)


class BadgesView(_PaperView):
    """Name badges: of all, of a table, of those registered since a day, or of one person."""

    name = "Name badges"

    def content(self) -> bytes:
        return papers.badges_pdf(self.conference, list(self._chosen()[: papers.MOST_BADGES]))

    def _chosen(self):
        rows, query = queries.people(self.conference).filter(takes_part_online=False), self.request.GET
        try:
            since = parse_date(query.get("seit", ""))
        except ValueError:
            since = None
        if since:
            rows = rows.filter(created_at__date__gte=since)
        if (table := query.get("tisch", "")).isdecimal():
            rows = rows.filter(table__number=int(table[:5]))
        if ticket := query.get("ticket", ""):
            rows = rows.filter(ticket=ticket[:8].upper())
        if query.get("ohne_anmeldung"):
            rows = rows.filter(is_walk_in=True)
        return rows


class SignsView(_PaperView):
    """Signs for the tables."""

    name = "Signs for the tables"

    def content(self) -> bytes:
        if not self.conference.tables.exists():
            raise Http404
        return papers.signs_pdf(self.conference)
