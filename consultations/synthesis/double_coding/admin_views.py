"""Staff screens of the double coding. Before both have handed in, none of them tells what anybody chose."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from consultations.moderation.queries import place_of
from consultations.synthesis.admin_base import SynthesisView
from consultations.synthesis.double_coding import queries, services
from consultations.synthesis.double_coding.admin_forms import CodeForm, DrawForm, SettleForm
from consultations.synthesis.double_coding.models import DoubleCode, DoubleCoding, DoubleCodingItem, Place
from frontend.tables import csv_lines

DIFFERENCES_PER_PAGE = 25


class DoubleCodingView(SynthesisView):
    """A screen of the double coding."""

    subtab = "double_coding"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @cached_property
    def coding(self) -> DoubleCoding:
        return get_object_or_404(queries.codings_of(self.process), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "pk" in self.kwargs:
            kwargs.setdefault("coding", self.coding)
            kwargs.setdefault("own_place", self.coding.place_of(self.request.user))
        return super().get_context_data(**kwargs)

    def to(self, name: str, **kwargs: Any) -> HttpResponse:
        return redirect(self.url(name, **kwargs))


class IndexView(DoubleCodingView):
    """All double codings with how far each is; one's own work first."""

    template_name = "consultations/synthesis/double_coding/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        codings = list(queries.codings_of(self.process))
        progress = queries.progress(codings, self.request.user)
        for coding in codings:
            coding.sides = progress[coding.pk]
            coding.mine = next((side for side in coding.sides if side.is_mine and not side.is_handed_in), None)
        return super().get_context_data(codings=codings, mine=[row for row in codings if row.mine], **kwargs)


class DrawView(DoubleCodingView):
    """A new sample."""

    template_name = "consultations/synthesis/double_coding/draw.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", DrawForm(process=self.process))
        return super().get_context_data(population=queries.population(self.process).count(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DrawForm(request.POST, process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            coding = services.draw_sample(self.process, actor=request.user, **form.values())
        except services.NotPossible:
            # Somebody left the team, or the last such passage is gone, since the form was checked.
            form.add_error(None, _("This is not possible any more. Please check your choice."))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("Passages drawn: %(number)s") % {"number": coding.size})
        return self.to("double_coding", pk=coding.pk)


class ResultView(DoubleCodingView):
    """How far the two are; when both are done, how far they agree and where they differ."""

    template_name = "consultations/synthesis/double_coding/result.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        coding = self.coding
        kwargs["sides"] = queries.progress([coding], self.request.user)[coding.pk]
        kwargs["draw_is_right"] = queries.draw_is_right(coding)
        kwargs["drawn_from"] = len(coding.drawn_from)
        if coding.is_finished:
            rows = queries.compared(coding)
            differing = [row for row in rows if row.differs]
            page = Paginator(differing, DIFFERENCES_PER_PAGE).get_page(self.request.GET.get("page"))
            kwargs |= {
                "result": queries.result(coding, rows),
                "number": len(rows),
                "differing": len(differing),
                "open": sum(row.agreed is None for row in differing),
                "page": page,
                "names": [queries.coder_name(coding, place) for place in (Place.FIRST, Place.SECOND)],
            }
        return super().get_context_data(**kwargs)


class TableView(DoubleCodingView):
    """All of a finished double coding as CSV."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.coding.is_finished:
            raise Http404
        rows = queries.compared(self.coding)
        response = StreamingHttpResponse(
            csv_lines(queries.table(self.coding, rows)), content_type="text/csv; charset=utf-8"
        )
        name = f"doppelcodierung-{self.process.slug}-{self.coding.pk}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class DiscardView(DoubleCodingView):
    """Throw away a sample that will not be finished."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.discard(self.coding, actor=request.user, reason=request.POST.get("reason", "")[:1000])
        except services.NotPossible:
            messages.error(request, _("Please give a reason. A finished double coding cannot be thrown away."))
            return self.to("double_coding", pk=self.coding.pk)
        messages.success(request, _("The double coding is thrown away. Nothing was changed in the evaluation."))
        return self.to("double_codings")


class OwnWorkView(DoubleCodingView):
    """A screen for one of the two, for nobody else."""

    @cached_property
    def place(self) -> Place:
        place = self.coding.place_of(self.request.user)
        if place is None:
            raise Http404
        return place

    @property
    def is_handed_in(self) -> bool:
        return self.coding.done_at(self.place) is not None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sides = queries.progress([self.coding], self.request.user)[self.coding.pk]
        return super().get_context_data(side=next(side for side in sides if side.is_mine), **kwargs)


class WorkView(OwnWorkView):
    """One's own list: all passages with one's own choices, and handing in."""

    template_name = "consultations/synthesis/double_coding/work.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = list(queries.items_of(self.coding).select_related("segment__contribution"))
        own = DoubleCode.objects.filter(item__in=items, place=self.place).select_related("action_field")
        codes = {code.item_id: code for code in own}
        for item in items:
            item.own = queries.describe(codes.get(item.pk))
        first_open = next((item for item in items if not item.own), None)
        return super().get_context_data(items=items, first_open=first_open, is_handed_in=self.is_handed_in, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.place is None or self.is_handed_in:
            return self.to("double_coding_work", pk=self.coding.pk)
        try:
            coding = services.hand_in(self.coding, actor=request.user)
        except services.NotPossible:
            messages.error(request, _("Some passages are still open."))
            return self.to("double_coding_work", pk=self.coding.pk)
        if coding.is_finished:
            messages.success(request, _("Handed in. Both codings are there: this is how far they agree."))
        else:
            messages.success(request, _("Handed in. The result appears when the other coding is there as well."))
        return self.to("double_coding", pk=coding.pk)


class CodeView(OwnWorkView):
    """One passage to be coded, without anything anybody else made of it."""

    template_name = "consultations/synthesis/double_coding/code.html"

    @cached_property
    def item(self) -> DoubleCodingItem:
        rows = queries.items_of(self.coding).select_related(
            "double_coding", "segment__contribution__category", "segment__contribution__region"
        )
        return get_object_or_404(rows, number=self.kwargs["number"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_handed_in:
            return self.to("double_coding_work", pk=self.coding.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.item
        code = item.codes.filter(place=self.place).first()
        if "form" not in kwargs:
            names = ("action_field_id", "topic_id", "stance", "no_answer", "note")
            initial = {name.removesuffix("_id"): getattr(code, name) for name in names} if code else {}
            kwargs["form"] = CodeForm(process=self.process, initial=initial)
        numbers = list(queries.items_of(self.coding).values_list("number", flat=True))
        at = numbers.index(item.number)
        return super().get_context_data(
            item=item,
            segment=item.segment,
            contribution=item.segment.contribution,
            place=place_of(item.segment.contribution),
            before=numbers[at - 1] if at else None,
            after=numbers[at + 1] if at + 1 < len(numbers) else None,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_handed_in:
            return self.to("double_coding_work", pk=self.coding.pk)
        form = CodeForm(request.POST, process=self.process)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            services.save_code(self.item, actor=request.user, **form.choice())
        except services.NotPossible:
            return self.to("double_coding_work", pk=self.coding.pk)
        following = queries.open_items(self.coding, self.place)
        item = following.filter(number__gt=self.item.number).first() or following.first()
        if item is None:
            return self.to("double_coding_work", pk=self.coding.pk)
        return self.to("double_code", pk=self.coding.pk, number=item.number)


class SettleView(DoubleCodingView):
    """One difference: the passage, both codings, and what the two agreed on."""

    template_name = "consultations/synthesis/double_coding/settle.html"

    @cached_property
    def row(self) -> queries.Compared:
        number = self.kwargs["number"]
        row = next((row for row in queries.compared(self.coding) if row.item.number == number and row.differs), None)
        if row is None:
            raise Http404
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row
        kwargs.setdefault("form", SettleForm(process=self.process))
        return super().get_context_data(
            row=row,
            contribution=row.item.segment.contribution,
            place=place_of(row.item.segment.contribution),
            choices=[
                (queries.coder_name(self.coding, Place(code.place)), queries.describe(code), code.note)
                for code in (row.first, row.second)
            ],
            agreed=queries.describe(row.agreed),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, row = SettleForm(request.POST, process=self.process), self.row
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        chosen = {"first": row.first, "second": row.second}.get(form.cleaned_data["which"])
        choice = form.choice()
        if chosen is not None and chosen.topic_title and chosen.topic_id is None:
            # Merged or deleted since; what became of it is for people to say.
            text = _("The topic “%(title)s” of this coding is not there any more. Please choose another assignment.")
            form.add_error("which", text % {"title": chosen.topic_title})
            return self.render_to_response(self.get_context_data(form=form))
        if chosen is not None:
            choice = {name: getattr(chosen, name) for name in ("action_field", "topic", "stance", "no_answer")}
        try:
            services.settle(row.item, actor=request.user, reason=form.cleaned_data["reason"], **choice)
        except services.NotPossible:
            messages.warning(request, _("Somebody settled this in the meantime, or it is not evaluated any more."))
        else:
            messages.success(request, _("Settled: the contribution has the assignment you agreed on."))
        return redirect(self.url("double_coding", pk=self.coding.pk) + "#unterschiede")
