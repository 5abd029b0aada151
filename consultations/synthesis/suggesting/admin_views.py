"""Staff screens of the help that learns."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.synthesis import admin_queries
from consultations.synthesis.extensions import findings_context
from consultations.synthesis.learning.limits import LEAST
from consultations.synthesis.suggesting import alike, decisions, doubts, ordering, queries, runs, similar
from consultations.synthesis.suggesting import theme_services as themes
from consultations.synthesis.suggesting.admin_base import PER_PAGE, LearningView, SegmentMixin, TicksMixin
from consultations.synthesis.suggesting.admin_forms import ThemesForm, ThemeTicksForm, TicksForm
from consultations.synthesis.suggesting.enums import RunKind
from consultations.synthesis.suggesting.models import Theme

_FOLDER = "consultations/synthesis/suggesting"


class IndexView(LearningView):
    """Where the learning stands, how good it is, and what people can have it do."""

    template_name = f"{_FOLDER}/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        process = self.process
        standing = queries.standing(process)
        kwargs.setdefault("form", ThemesForm(process=process))
        return super().get_context_data(
            standing=standing,
            accuracy=queries.accuracy_table(process, standing.suggestions),
            least=LEAST,
            learns_from=queries.LEARNS_FROM,
            examples=queries.examples_by_field(process),
            new_decisions=runs.decisions_since(process, standing.suggestions),
            decisions=queries.decisions_by_outcome(process),
            next_ones=list(ordering.in_learning_order(process)[:5]),
            is_learning_order=ordering.works_in_learning_order(self.request.user, process),
            doubt_count=doubts.open_doubts(process).count(),
            alike=alike.group_count(process),
            theme_runs=list(queries.theme_runs(process)[:10]),
            encoder_works=standing.suggestions is None or standing.suggestions.encoder != "none",
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match request.POST.get("do"):
            case "train":
                runs.ask(self.process, RunKind.SUGGESTIONS, actor=request.user)
            case "alike":
                runs.ask(self.process, RunKind.ALIKE, actor=request.user)
            case "order":
                learning = request.POST.get("order") == "learning"
                ordering.choose_order(self.process, actor=request.user, learning=learning)
                messages.success(request, _("The order of work is changed."))
            case "themes":
                form = ThemesForm(request.POST, process=self.process)
                if not form.is_valid():
                    return self.render_to_response(self.get_context_data(form=form))
                data = form.cleaned_data
                runs.ask(
                    self.process,
                    RunKind.THEMES,
                    actor=request.user,
                    scope=data["scope"],
                    action_field=data["action_field"],
                    wanted=data["wanted"] or 0,
                )
            case _unknown:
                return HttpResponseBadRequest()
        return redirect(request.path)


class StateView(LearningView):
    """What is under way, as a part of the page that asks for itself again; without scripts a page of its own."""

    template_name = f"{_FOLDER}/_state.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(standing=queries.standing(self.process), **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.htmx:
            return redirect(self.url("suggesting"))
        context = self.get_context_data()
        response = self.render_to_response(context)
        if not context["standing"].under_way:
            # It is done: the whole page has something new to say.
            response.headers["HX-Refresh"] = "true"
        response.headers["Cache-Control"] = "private, no-store"
        return response


class SuggestionView(SegmentMixin, LearningView):
    """Accepting one of the suggestions for a segment, or refusing them all; then the next one follows."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = {"code": self.segment.contribution.display_code}
        rank, run = request.POST.get("rank", ""), request.POST.get("run", "")
        if not run.isascii() or not run.isdecimal() or len(run) > 18:
            return HttpResponseBadRequest()
        try:
            if request.POST.get("do") == "refuse":
                decisions.refuse(self.process, self.segment, actor=request.user, run=int(run))
                text = _("The suggestions for %(code)s are refused; the contribution stays open.") % code
            elif rank in ("1", "2", "3"):
                chosen = decisions.accept(self.process, self.segment, int(rank), actor=request.user, run=int(run))
                text = _("%(code)s is assigned to “%(field)s”.") % {**code, "field": chosen.action_field}
            else:
                return HttpResponseBadRequest()
        except decisions.NoSuggestion:
            text = _("Nothing was changed: somebody else has assigned %(code)s, or the suggestions are newer.") % code
            messages.error(request, text)
            return redirect(self.url("segment", pk=self.segment.pk))
        messages.success(request, text, buttons=[messages.button(self.url("segment", pk=self.segment.pk), _("View"))])
        return self.to_next()


class SimilarView(SegmentMixin, LearningView):
    """Segments like this one that were assigned already; for htmx only the list."""

    def get_template_names(self) -> list[str]:
        return [f"{_FOLDER}/_similar.html" if self.request.htmx else f"{_FOLDER}/similar.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = similar.similar_assigned(self.segment, self.request.user)
        findings = [one.segment.finding for one in found if one.segment.finding]
        more = findings_context.collect(self.request, findings=findings)
        return super().get_context_data(segment=self.segment, similar=found, **more, **kwargs)


class AlikeView(SegmentMixin, TicksMixin, LearningView):
    """Segments that say the same as one, to be assigned together."""

    template_name = f"{_FOLDER}/alike.html"
    form_class = TicksForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        segment = self.segment
        initial = {"action_field": segment.action_field_id, "topic": segment.topic_id, "finding": segment.finding_id}
        form = kwargs.pop("form", None) or TicksForm(process=self.process, initial=initial)
        rows = alike.alike(segment)
        rows = admin_queries.segments(self.process).filter(pk__in=rows.values("pk"))
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        ticked = self.ticked(form)
        for row in page:
            is_proposed = not form.is_bound and row.action_field_id is None
            row.is_marked = str(row.pk) in ticked or is_proposed or self.request.GET.get("mark") == "alle"
        self.note_markers(page, form, kwargs.get("changed"))
        return super().get_context_data(segment=segment, page=page, segments=list(page), form=form, **kwargs)


class AlikeGroupsView(LearningView):
    """All groups of segments that say the same."""

    template_name = f"{_FOLDER}/alike_groups.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(alike.groups(self.process), PER_PAGE).get_page(self.request.GET.get("page"))
        first = admin_queries.segments(self.process).filter(alike__group__in=[row["group"] for row in page])
        texts: dict[int, Any] = {}
        for segment in first.order_by("pk").select_related("contribution", "action_field", "alike"):
            texts.setdefault(segment.alike.group, segment)
        for row in page:
            row["segment"] = texts.get(row["group"])
        return super().get_context_data(page=page, standing=queries.standing(self.process), **kwargs)


class DoubtsView(LearningView):
    """What may be filed wrongly: to be kept or moved, one by one."""

    template_name = f"{_FOLDER}/doubts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(doubts.open_doubts(self.process), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, standing=queries.standing(self.process), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key, do = request.POST.get("doubt", ""), request.POST.get("do")
        if not key.isdecimal() or len(key) > 18 or do not in ("keep", "move"):
            return HttpResponseBadRequest()
        try:
            doubt = doubts.settle(self.process, int(key), move=do == "move", actor=request.user)
        except doubts.AlreadySettled:
            messages.error(request, _("Nothing was changed: somebody else has looked at it meanwhile."))
            return redirect(request.get_full_path())
        values = {
            "code": doubt.segment.contribution.display_code,
            "field": doubt.other if doubt.was_moved else doubt.filed,
        }
        if doubt.was_moved:
            messages.success(request, _("%(code)s is moved to “%(field)s”.") % values)
        else:
            messages.success(request, _("%(code)s stays in “%(field)s” and is not asked about again.") % values)
        return redirect(request.get_full_path())


class ThemesView(LearningView):
    """The themes of one run."""

    template_name = f"{_FOLDER}/themes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = get_object_or_404(queries.theme_runs(self.process), pk=self.kwargs["pk"])
        return super().get_context_data(run=run, themes=queries.themes_of(run), **kwargs)


class ThemeView(TicksMixin, LearningView):
    """One theme with all its members, to be renamed and made use of."""

    template_name = f"{_FOLDER}/theme.html"
    form_class = ThemeTicksForm

    @cached_property
    def theme(self) -> Theme:
        rows = Theme.objects.select_related("run__process", "run__action_field", "renamed_by")
        return get_object_or_404(rows, run__in=queries.theme_runs(self.process), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        theme = self.theme
        initial = {"action_field": theme.run.action_field_id}
        form = kwargs.pop("form", None) or ThemeTicksForm(process=self.process, initial=initial)
        page = Paginator(queries.members_of(theme), PER_PAGE).get_page(self.request.GET.get("page"))
        ticked = self.ticked(form)
        segments = [member.segment for member in page]
        for segment in segments:
            segment.is_marked = str(segment.pk) in ticked or self.request.GET.get("mark") == "alle"
        self.note_markers(segments, form, kwargs.get("changed"))
        return super().get_context_data(theme=theme, page=page, segments=segments, form=form, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("do") != "rename":
            return super().post(request, *args, **kwargs)
        name = request.POST.get("name", "").strip()[:160]
        if not name:
            messages.error(request, _("Please give the theme a name."))
        else:
            themes.rename(self.theme, name, actor=request.user)
            messages.success(request, _("The theme is renamed."))
        return redirect(request.path)
