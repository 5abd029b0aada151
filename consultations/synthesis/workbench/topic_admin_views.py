"""Staff screens of the topics, the notes and the progress."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from consultations.synthesis.admin_base import SynthesisView
from consultations.synthesis.admin_queries import progress
from consultations.synthesis.models import ActionField, Topic
from consultations.synthesis.workbench import memos, queries, topics
from consultations.synthesis.workbench.admin_forms import MemoFilterForm, NewTopicForm, TopicForm
from consultations.synthesis.workbench.models import Memo

PER_PAGE = 50


class TopicsView(SynthesisView):
    """All topics as a tree inside each action field."""

    template_name = "consultations/synthesis/workbench/topics.html"
    subtab = "topics"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(trees=queries.topic_trees(self.process), **kwargs)


class NewTopicView(SynthesisView):
    """A new topic of an action field."""

    template_name = "consultations/synthesis/workbench/new_topic.html"
    subtab = "topics"

    @cached_property
    def field(self) -> ActionField:
        return get_object_or_404(ActionField, process=self.process, slug=self.kwargs["field_slug"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", NewTopicForm(field=self.field, initial={"parent": self.request.GET.get("teil")}))
        return super().get_context_data(field=self.field, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NewTopicForm(request.POST, field=self.field)
        if form.is_valid():
            try:
                topic = topics.create_topic(self.field, actor=request.user, **form.cleaned_data)
            except topics.TopicRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The topic “%(title)s” is created.") % {"title": topic.title})
                return redirect(self.url("topics"))
        return self.render_to_response(self.get_context_data(form=form))


class TopicView(SynthesisView):
    """One topic: its words, its place, its passages, its history; merged and split here."""

    template_name = "consultations/synthesis/workbench/topic.html"
    subtab = "topics"

    @cached_property
    def topic(self) -> Topic:
        rows = Topic.objects.filter(action_field__process=self.process).select_related(
            "action_field__process", "parent"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topic = self.topic
        words = {name: getattr(topic, name) for name in topics.WORDS}
        kwargs.setdefault("form", TopicForm(initial=words))
        page = Paginator(queries.segments_of_topic(topic), PER_PAGE).get_page(self.request.GET.get("page"))
        others = Topic.objects.filter(action_field=topic.action_field).exclude(pk=topic.pk).order_by("title")
        return super().get_context_data(
            topic=topic,
            words=words,
            page=page,
            others=others,
            history=queries.history_of(topic),
            memos=topic.memos.select_related("author"),
            typed=self.request.POST,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = TopicForm(request.POST) if request.POST.get("do") == "change" else None
        if form is not None and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            topic = self._do(form)
        except topics.TopicRefused as error:
            refused = {"form": form} if form is not None else {}
            return self.render_to_response(self.get_context_data(refused=str(error), **refused), status=409)
        return redirect(self.url("topic", pk=topic.pk))

    def _do(self, form: TopicForm | None) -> Topic:
        """Carry out what the page asked for and return the topic to show afterwards."""
        data, topic, actor = self.request.POST, self.topic, self.request.user
        reason = data.get("reason", "")[:1000]
        match data.get("do"):
            case "change":
                seen = {name: data.get(f"seen_{name}", "").replace("\r\n", "\n") for name in topics.WORDS}
                words = {name: value.replace("\r\n", "\n") for name, value in form.cleaned_data.items()}
                changed = topics.change_topic(topic, actor=actor, reason=reason, seen=seen, **words)
                messages.success(self.request, _("Saved.") if changed else _("Nothing had changed."))
            case "move":
                moved = topics.move_topic(topic, self._other("parent"), actor=actor, reason=reason)
                messages.success(self.request, _("Saved.") if moved else _("Nothing had changed."))
            case "merge":
                into = self._other("into")
                if into is None:
                    raise topics.TopicRefused(_("Please choose the topic it goes into."))
                moved = topics.merge_topics(topic, into, actor=actor, reason=reason)
                text = ngettext("Merged; %(number)s passage moved.", "Merged; %(number)s passages moved.", moved)
                messages.success(self.request, text % {"number": moved})
                return into
            case "split":
                keys = [int(key) for key in data.getlist("segments") if key.isdecimal() and len(key) < 19]
                rows = queries.segments_of_topic(topic).filter(pk__in=keys)
                title, definition = data.get("title", "")[:160], data.get("definition", "")[:2000]
                return topics.split_topic(topic, rows, actor=actor, title=title, definition=definition, reason=reason)
            case "memo":
                if data.get("text", "").strip():
                    memos.write_memo(self.process, actor=actor, text=data["text"][:4000], topic=topic)
        return topic

    def _other(self, name: str) -> Topic | None:
        key = self.request.POST.get(name, "")
        if not key:
            return None
        found = Topic.objects.filter(pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
        other = found.filter(action_field__process=self.process).first()
        if other is None:
            raise topics.TopicRefused(_("This topic is not there any more; somebody has merged it with another one."))
        return other


class MemosView(SynthesisView):
    """All notes of the team; one's own can be removed here."""

    template_name = "consultations/synthesis/workbench/memos.html"
    subtab = "memos"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        writers = queries.memo_writers(self.process)
        form = MemoFilterForm(self.request.GET, people=writers)
        form.is_valid()
        data = form.cleaned_data
        rows = queries.memos(
            self.process, about=data.get("about", ""), person=data.get("person", ""), text=data.get("q", "")
        )
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, filter_form=form, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get("memo", "")
        rows = Memo.objects.filter(process=self.process, author=request.user)
        memo = get_object_or_404(rows, pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
        memos.remove_memo(memo, actor=request.user)
        messages.success(request, _("The note is removed."))
        return redirect(request.get_full_path())


class ProgressView(SynthesisView):
    """How far the evaluation is: in all, by action field, and who coded what in the last days."""

    template_name = "consultations/synthesis/workbench/progress.html"
    subtab = "progress"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            progress=progress(self.process),
            fields=queries.progress_by_field(self.process),
            people=queries.coded_by_person(self.process),
            **kwargs,
        )
