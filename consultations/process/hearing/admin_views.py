"""Staff screens of a hearing: the list, one addressee, the text of the invitation, sending."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.dates import today, weekday_date
from consultations.process.enums import Action
from consultations.process.hearing import more_time, queries, sending, services
from consultations.process.hearing.enums import AddresseeState, ExtensionState
from consultations.process.hearing.forms import AddresseeForm, DecisionForm, HearingForm
from consultations.process.hearing.models import Addressee
from consultations.process.hearing.phase_form import working_days_text
from consultations.process.hearing.rules import is_over, may_edit, takes_part
from consultations.process.hearing.texts import hearing_of, letter_for, sample_letter
from consultations.process.models import Phase
from frontend.tables import csv_lines

PER_PAGE = 50


class HearingMixin(ProcessAdminMixin):
    """A screen about the hearing of one phase; everybody in the team reads, those who edit the process change."""

    action = Action.VIEW_INTERNAL
    active_tab = "hearing"

    @cached_property
    def phase(self) -> Phase:
        rows = Phase.objects.filter(process=self.process).select_related("process__region")
        rows = rows.filter(Q(is_formal_hearing=True) | Q(addressees__isnull=False)).distinct()
        return get_object_or_404(rows, pk=int(self.kwargs["phase"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # In the place of the key from the address.
        kwargs["phase"] = self.phase
        return super().get_context_data(**kwargs)

    def to_list(self) -> HttpResponse:
        return redirect("hearing_admin:list", process_slug=self.process.slug, phase=self.phase.pk)


class IndexView(ProcessAdminMixin, TemplateView):
    """On to the hearing; without one, how to get one."""

    active_tab = "hearing"
    template_name = "consultations/process/hearing/admin/none.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        phases = queries.hearing_phases(self.process)
        if not phases:
            return super().get(request, **kwargs)
        # The one that runs or comes next, else the last.
        ahead = [phase for phase in phases if phase.ends_on is None or phase.ends_on >= today()]
        phase = ahead[0] if ahead else phases[-1]
        return redirect("hearing_admin:list", process_slug=self.process.slug, phase=phase.pk)


class WorkingDaysView(ProcessAdminMixin, View):
    """How long a deadline is, while it is being typed."""

    action = Action.EDIT_PROCESS

    def get(self, request: HttpRequest, **kwargs: Any) -> JsonResponse:
        try:
            first, last = parse_date(request.GET.get("von", "")), parse_date(request.GET.get("bis", ""))
        except ValueError:
            first = last = None
        if first is None or last is None or last < first or last.year > 2200:
            return JsonResponse({"text": ""})
        return JsonResponse({"text": working_days_text(self.process, first, last)})


class ListView(HearingMixin, TemplateView):
    """Everybody on the list with how far the invitation got."""

    template_name = "consultations/process/hearing/admin/list.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().get(request, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        phase, asked = self.phase, queries.Filter.of(self.request.GET)
        page = Paginator(asked.apply(queries.of_phase(phase)), PER_PAGE).get_page(self.request.GET.get("page"))
        found = queries.counts(phase)
        for row in page.object_list:
            row.state_label = AddresseeState(row.state).label
        labels = [("", _("all")), *AddresseeState.choices, (queries.WAITING, _("waits for a decision"))]
        states = [{"value": value, "label": label, "count": found[value]} for value, label in labels]
        return super().get_context_data(
            page=page,
            filter=asked,
            states=[row for row in states if row["count"] or row["value"] in ("", asked.state)],
            total=found[""],
            not_sent=found[AddresseeState.NOT_SENT],
            waiting=found[queries.WAITING],
            submitted=found[AddresseeState.SUBMITTED],
            deadline=weekday_date(phase.ends_on) if phase.ends_on else "",
            categories=queries.category_choices(phase),
            regions=queries.region_choices(phase),
            phases=queries.hearing_phases(self.process),
            takes_part=takes_part(phase),
            sortings=_sortings(),
            **kwargs,
        )


def _sortings() -> list[tuple[str, str]]:
    return [("name", _("Name")), ("kategorie", _("Category")), ("stand", _("State")), ("frist", _("Deadline"))]


class TableView(HearingMixin, View):
    """The list as CSV, with the same filter as the page."""

    def get(self, request: HttpRequest, **kwargs: Any) -> StreamingHttpResponse:
        rows = queries.Filter.of(request.GET).apply(queries.of_phase(self.phase))
        response = StreamingHttpResponse(
            csv_lines(queries.table(rows.iterator(chunk_size=500))), content_type="text/csv; charset=utf-8"
        )
        name = f"anhoerung-{self.process.slug}-{today().isoformat()}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "private, no-store"
        return response


class AddresseeMixin(HearingMixin):
    """A screen about one addressee of this list."""

    @cached_property
    def addressee(self) -> Addressee:
        return get_object_or_404(queries.of_phase(self.phase), pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        return redirect(
            "hearing_admin:addressee", process_slug=self.process.slug, phase=self.phase.pk, pk=self.kwargs["pk"]
        )


class AddresseeView(AddresseeMixin, TemplateView):
    """One addressee: what happened, more time, and the particulars to change."""

    template_name = "consultations/process/hearing/admin/addressee.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        addressee = self.addressee
        extensions = list(addressee.extensions.select_related("decided_by"))
        waiting = next((row for row in extensions if row.state == ExtensionState.WAITING), None)
        addressee.phase = self.phase
        suggested = more_time.suggestions(addressee)
        first = waiting.asked_until if waiting else suggested[0][1] if suggested else None
        kwargs.setdefault("form", AddresseeForm(instance=addressee, phase=self.phase, initial=self.suggested_initial()))
        kwargs.setdefault("decision_form", DecisionForm(initial={"ends_on": first}))
        return super().get_context_data(
            addressee=addressee,
            state=AddresseeState(addressee.state),
            extensions=extensions,
            waiting=waiting,
            suggested=[{"number": number, "day": day, "text": weekday_date(day)} for number, day in suggested],
            reminders=addressee.reminders.all(),
            deadline=weekday_date(addressee.last_day) if addressee.last_day else "",
            takes_part=not is_over(addressee),
            **kwargs,
        )

    def suggested_initial(self) -> dict[str, str]:
        """The address somebody named instead, ready to be taken over by saving."""
        row = self.addressee
        if not row.suggested_at or "uebernehmen" not in self.request.GET:
            return {}
        return {"email": row.suggested_email, "contact_name": row.suggested_name}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_edit(request.user, self.process):
            return self.refuse()
        stored = Addressee.objects.get(pk=self.addressee.pk)
        form = AddresseeForm(request.POST, instance=stored, phase=self.phase)
        if form.is_valid():
            try:
                row = services.change_addressee(self.addressee, form.values(), actor=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                if row.asked_at and row.invited_at is None:
                    sending.go_on(self.phase)
                    messages.success(
                        request, _("Saved. The invitation goes to the new address; the earlier link is good no more.")
                    )
                else:
                    messages.success(request, _("Saved."))
                return self.back()
        messages.error(request, _("Nothing was saved yet. Please correct the marked entries."))
        return self.render_to_response(self.get_context_data(form=form))


class DecideView(AddresseeMixin, View):
    """Give more time, or answer why not."""

    http_method_names = ["post"]
    action = Action.EDIT_PROCESS

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST)
        if form.is_valid():
            try:
                self.decide(form)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self.back()
        messages.error(request, _("Nothing was saved yet. Please correct the marked entries."))
        page = AddresseeView()
        page.setup(request, **kwargs)
        page.process = self.process
        return page.render_to_response(page.get_context_data(decision_form=form))

    def decide(self, form: DecisionForm) -> None:
        data, request = form.cleaned_data, self.request
        if "refuse" in request.POST:
            if more_time.refuse(self.addressee, answer=data["answer"], actor=request.user) is None:
                messages.info(request, _("Somebody has decided in the meantime."))
            else:
                messages.success(request, _("The organisation is told that its deadline stays as it is."))
            return
        if data["ends_on"] is None:
            raise ValidationError({"ends_on": _("Please choose the new last day.")})
        extension = more_time.grant(
            self.addressee,
            ends_on=data["ends_on"],
            published_reason=data["published_reason"],
            answer=data["answer"],
            actor=request.user,
        )
        messages.success(
            request, _("The deadline is extended until %(day)s.") % {"day": weekday_date(extension.ends_on)}
        )


class SendAgainView(AddresseeMixin, View):
    """Send the invitation of one addressee once more."""

    http_method_names = ["post"]
    action = Action.EDIT_PROCESS

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            sending.send_again(self.addressee, actor=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("The invitation is sent again, with the same link."))
        return self.back()


class RemoveView(AddresseeMixin, View):
    """Take an addressee off the list before it is invited."""

    http_method_names = ["post"]
    action = Action.EDIT_PROCESS

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not services.remove_addressee(self.addressee, actor=request.user):
            messages.error(request, _("This organisation was invited already. It stays on the list."))
            return self.back()
        messages.success(request, _("Removed from the list: %(name)s") % {"name": self.addressee.name})
        return self.to_list()


class SettingsView(HearingMixin, TemplateView):
    """The text of the invitation, its order, and what is published; with a preview and a test mail."""

    action = Action.EDIT_PROCESS
    template_name = "consultations/process/hearing/admin/settings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hearing = hearing_of(self.phase)
        kwargs.setdefault("form", HearingForm(instance=hearing, waves=queries.waves(self.phase)))
        kwargs.setdefault("letter", sample_letter(hearing))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        hearing = hearing_of(self.phase)
        form = HearingForm(request.POST, instance=hearing, waves=queries.waves(self.phase))
        if not form.is_valid():
            messages.error(request, _("Nothing was saved yet. Please correct the marked entries."))
            return self.render_to_response(self.get_context_data(form=form, letter=None))
        hearing = form.save(commit=False)
        if "preview" in request.POST:
            return self.render_to_response(
                self.get_context_data(form=form, letter=sample_letter(hearing), is_preview=True)
            )
        services.save_settings(hearing, form.waves(), actor=request.user)
        if "test" in request.POST:
            sending.send_test(hearing, actor=request.user)
            messages.success(
                request, _("Saved. A test mail is on its way to %(email)s.") % {"email": request.user.email}
            )
        else:
            messages.success(request, _("Saved."))
        return redirect(request.path)


class SendView(HearingMixin, TemplateView):
    """Look once more, then send; afterwards how far it is."""

    action = Action.EDIT_PROCESS
    template_name = "consultations/process/hearing/admin/send.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().get(request, **kwargs)
        if sending.due(self.phase).exists():
            # The browser asks again by itself, without any script.
            response.headers["Refresh"] = "3"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.phase.addressees.exclude(email="")
        hearing = hearing_of(self.phase)
        new = rows.filter(asked_at__isnull=True).select_related("category").order_by("name")
        later = queries.waves(self.phase)
        first = list(new[:1])
        return super().get_context_data(
            number=new.count(),
            without_address=self.phase.addressees.filter(email="").count(),
            asked=rows.filter(asked_at__isnull=False).count(),
            sent=rows.filter(invited_at__isnull=False).count(),
            is_working=sending.due(self.phase).exists(),
            planned=[
                {"category": row, "day": weekday_date(later[row.pk])}
                for row in queries.category_choices(self.phase)
                if row.pk in later and later[row.pk] > today()
            ],
            letter=sample_letter(hearing) if not first else letter_for(hearing, first[0]),
            recipient=first[0] if first else None,
            takes_part=takes_part(self.phase),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            number = sending.ask_to_send(self.phase, actor=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(request.path)
        if number:
            messages.success(request, _("Invitations are on their way: %(number)s.") % {"number": number})
        else:
            messages.info(request, _("Everybody on the list is invited already."))
        if sending.due(self.phase).exists():
            return redirect(request.path)
        return self.to_list()
