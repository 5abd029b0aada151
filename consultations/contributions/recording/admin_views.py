"""Staff screens for single letters: list, particulars, passages, hand-over, receipts, original."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from accounts.models import Organisation
from consultations.contributions.recording import queries, services
from consultations.contributions.recording.checks import ORIGINALS
from consultations.contributions.recording.forms import DetailsForm, DiscardForm, HandOverForm, OriginalForm, PartForm
from consultations.contributions.recording.models import Statement, StatementPart, StatementState
from consultations.contributions.recording.places import Places, places_on
from consultations.contributions.recording.receipt import Calendar
from consultations.contributions.recording.remainder import runs, unassigned
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action
from frontend.files.kinds import ENDINGS, MEDIA_TYPES, FileKind

PER_PAGE = 50
#: More names than anybody scrolls through; beyond that the name is typed.
_OFFERED_ORGANISATIONS = 500


def _number(text: str | None) -> int:
    """A whole number from a form, -1 for anything else: no row and no revision has it."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class RecordingMixin(ProcessAdminMixin):
    """A screen for those who record."""

    action = Action.RECORD
    active_tab = "recording"


class StatementListView(RecordingMixin, TemplateView):
    """What was recorded, and what is still in entry."""

    template_name = "consultations/contributions/recording/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("state", "")
        state = state if state in StatementState.values else ""
        text = self.request.GET.get("q", "")[:200]
        counts = queries.counts(self.process)
        states = [{"value": "", "label": _("all"), "count": counts["all"]}]
        states += [{"value": value, "label": value.label, "count": counts[value]} for value in StatementState]
        rows = queries.statements(self.process, state=state, text=text)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, state=state, q=text, states=states, **kwargs)


class BeginView(RecordingMixin, TemplateView):
    """A new letter, beginning with its original."""

    template_name = "consultations/contributions/recording/begin.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", OriginalForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = OriginalForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if form.original is None and "without" not in request.POST:
            form.add_error("file", _("Please choose the original, or go on without one."))
            return self.render_to_response(self.get_context_data(form=form))
        statement = services.begin_statement(self.process, original=form.original, actor=request.user)
        for remark in form.original.found.remarks if form.original else []:
            messages.warning(request, remark)
        return redirect("recording_admin:details", process_slug=self.process.slug, pk=statement.pk)


class StatementView(RecordingMixin, TemplateView):
    """A screen about one statement that is still in entry."""

    @cached_property
    def statement(self) -> Statement:
        return get_object_or_404(queries.statement_for_entry(self.process), pk=self.kwargs["pk"])

    @cached_property
    def parts(self) -> list[StatementPart]:
        return list(self.statement.parts.all())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        # Names, addresses and codes: nothing of it stays in a cache.
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.statement.is_open:
            return redirect(self.statement)
        return super().get(request, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statement = self.statement
        others = statement.edited_by is not None and statement.edited_by_id != self.request.user.pk
        return super().get_context_data(
            statement=statement,
            parts=self.parts,
            edited_by_other=others,
            doubles=queries.possible_doubles(statement),
            is_late=Calendar(self.process).is_late(statement.received_on, statement.organisation),
            **kwargs,
        )

    @property
    def seen(self) -> int:
        """The revision the person looked at when they sent the form."""
        return _number(self.request.POST.get("revision"))

    def changed(self, statement: Statement, **context: Any) -> HttpResponse:
        """Somebody saved meanwhile: show how it is now, keep what was typed, and let it be sent again knowingly."""
        fresh = queries.statement_for_entry(self.process).filter(pk=statement.pk).first()
        if fresh is None:
            messages.error(self.request, _("Somebody discarded this letter in the meantime."))
            return redirect("recording_admin:index", process_slug=self.process.slug)
        if not fresh.is_open:
            messages.warning(self.request, _("Somebody handed this letter over in the meantime. Nothing was changed."))
            return redirect(fresh)
        self.statement, self.parts = fresh, list(fresh.parts.all())
        return self.render_to_response(self.get_context_data(changed_meanwhile=True, **context), status=409)


class DetailsView(StatementView):
    """Who said it, when and how it reached us."""

    template_name = "consultations/contributions/recording/details.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", DetailsForm(instance=self.statement, process=self.process))
        kwargs.setdefault("file_form", OriginalForm())
        names = Organisation.objects.verified().values_list("name", flat=True)[:_OFFERED_ORGANISATIONS]
        return super().get_context_data(organisations=names, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.statement.is_open:
            return self.changed(self.statement)
        # The form writes into its instance; the page shows what is stored.
        typed = queries.statement_for_entry(self.process).get(pk=self.statement.pk)
        form = DetailsForm(request.POST, instance=typed, process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            services.update_statement(self.statement, values=form.cleaned_data, seen=self.seen, actor=request.user)
        except services.StatementChanged as changed:
            return self.changed(changed.statement, form=form)
        return redirect("recording_admin:page", process_slug=self.process.slug, pk=self.statement.pk)


class OriginalUploadView(DetailsView):
    """Another file in place of the original."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return redirect("recording_admin:details", process_slug=self.process.slug, pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = OriginalForm(request.POST, request.FILES)
        if not form.is_valid() or form.original is None:
            if form.original is None and not form.errors:
                form.add_error("file", _("Please choose a file."))
            return self.render_to_response(self.get_context_data(file_form=form))
        try:
            services.replace_original(self.statement, original=form.original, seen=self.seen, actor=request.user)
        except services.StatementChanged as changed:
            return self.changed(changed.statement)
        for remark in form.original.found.remarks:
            messages.warning(request, remark)
        messages.success(request, _("The original was saved."))
        return redirect("recording_admin:details", process_slug=self.process.slug, pk=self.statement.pk)


class PartsView(StatementView):
    """The full text beside its passages: one after the other becomes a contribution."""

    template_name = "consultations/contributions/recording/statement.html"

    @cached_property
    def places(self) -> Places:
        return places_on(self.process, self.statement.received_on)

    @cached_property
    def part(self) -> StatementPart | None:
        """The passage that is changed; None when one is added."""
        key = self.kwargs.get("part")
        return get_object_or_404(self.statement.parts, pk=key) if key else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = queries.words_of(self.parts)
        rest = unassigned(self.statement.full_text, words)
        if "form" not in kwargs:
            initial = PartForm.initial_of(self.part, self.places) if self.part else self._prefilled(rest)
            kwargs["form"] = PartForm(places=self.places, initial=initial)
        kwargs["part"] = self.part  # instead of its key in the address
        return super().get_context_data(
            runs=runs(self.statement.full_text, words),
            rest=rest,
            offers=self.places.offers(),
            version=self.places.version,
            **kwargs,
        )

    def _prefilled(self, rest: list[str]) -> dict[str, str]:
        """The form with a stretch of the text that is not recorded yet, if a link asked for it."""
        wanted = self.request.GET.get("rest", "")
        if wanted == "alles":
            return {"text": self.statement.full_text}
        number = _number(wanted)
        return {"text": rest[number - 1]} if 1 <= number <= len(rest) else {}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.statement.is_open:
            return self.changed(self.statement)
        form = PartForm(request.POST, places=self.places)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        part = self.kwargs.get("part")
        try:
            services.save_part(self.statement, said=form.said, part=part, seen=self.seen, actor=request.user)
        except ValidationError as error:
            form.add_error("text", error.message_dict["text"])
            return self.render_to_response(self.get_context_data(form=form))
        except services.StatementChanged as changed:
            # A passage that is gone is offered as a new one, so that its words are not lost.
            if part and not changed.statement.parts.filter(pk=part).exists():
                self.kwargs.pop("part")
                self.__dict__.pop("part", None)
            self.__dict__.pop("places", None)
            return self.changed(changed.statement, form=form)
        return redirect("recording_admin:page", process_slug=self.process.slug, pk=self.statement.pk)


class RemovePartView(StatementView):
    """Takes a passage out again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.remove_part(self.statement, part=self.kwargs["part"], seen=self.seen, actor=request.user)
        except services.StatementChanged:
            messages.warning(
                request, _("Somebody changed this letter in the meantime. Please look at it and try again.")
            )
        return redirect("recording_admin:page", process_slug=self.process.slug, pk=self.statement.pk)


class HandOverView(StatementView):
    """The last look before a letter becomes contributions."""

    template_name = "consultations/contributions/recording/hand_over.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form(initial={"tell": bool(self.statement.contact_email)}))
        return super().get_context_data(rest=self.rest, **kwargs)

    @property
    def rest(self) -> list[str]:
        return unassigned(self.statement.full_text, queries.words_of(self.parts))

    def form(self, *args: Any, **kwargs: Any) -> HandOverForm:
        """The form, asking for the reasons this letter needs."""
        is_late = Calendar(self.process).is_late(self.statement.received_on, self.statement.organisation)
        return HandOverForm(*args, has_rest=bool(self.rest), is_late=is_late, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.statement.is_open:
            return self.changed(self.statement)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            made = services.hand_over(self.statement, seen=self.seen, actor=request.user, **form.cleaned_data)
        except services.NotReady as not_ready:
            for field, reason in not_ready.reasons.items():
                form.add_error(field or None, reason)
            return self.render_to_response(self.get_context_data(form=form))
        except services.StatementChanged as changed:
            return self.changed(changed.statement, form=form)
        messages.success(
            request,
            ngettext(
                "One contribution was handed over to the moderation.",
                "%(n)s contributions were handed over to the moderation.",
                len(made),
            )
            % {"n": len(made)},
        )
        return redirect("recording_admin:receipts", process_slug=self.process.slug, pk=self.statement.pk)


class DiscardView(StatementView):
    """Deletes what was begun by mistake."""

    template_name = "consultations/contributions/recording/discard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", DiscardForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = DiscardForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            services.discard_statement(
                self.statement, reason=form.cleaned_data["reason"], seen=self.seen, actor=request.user
            )
        except services.StatementChanged as changed:
            return self.changed(changed.statement, form=form)
        messages.info(request, _("The letter was discarded. The log keeps that it was there."))
        return redirect("recording_admin:index", process_slug=self.process.slug)


class ReceiptsView(StatementView):
    """What was handed over, with the codes for the sender."""

    template_name = "consultations/contributions/recording/receipts.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.statement.is_open:
            return redirect(self.statement)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(contributions=queries.handed_over(self.statement), **kwargs)


class AnswerLetterView(ReceiptsView):
    """The same as a page to print and send by post."""

    template_name = "consultations/contributions/recording/answer_letter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lookup_address=f"{settings.BASE_URL}/beitrag/", **kwargs)


class OriginalView(ProcessAdminMixin, View):
    """Sends the original to those who record or moderate: always as a file to save, never shown by the browser."""

    actions = frozenset({Action.RECORD, Action.MODERATE})
    active_tab = "recording"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        statement = get_object_or_404(Statement, process=self.process, pk=self.kwargs["pk"])
        if not statement.original or statement.original_kind not in ORIGINALS:
            raise Http404
        kind = FileKind(statement.original_kind)
        try:
            file = statement.original.open("rb")
        except FileNotFoundError as missing:
            raise Http404 from missing
        name = statement.original_name.rpartition(".")[0] or f"original-{statement.pk}"
        response = FileResponse(
            file, as_attachment=True, filename=f"{name}{ENDINGS[kind][0]}", content_type=MEDIA_TYPES[kind]
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
