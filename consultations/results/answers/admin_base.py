"""What the screens of answers share."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property

from consultations.process.enums import Action
from consultations.results.admin_views import READERS, OneFinding
from consultations.results.models import Answer


class AnswerScreen(OneFinding):
    """A screen about a finding and its answer: readable for the team, writable with ANSWER."""

    actions = READERS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            self.actions = frozenset({Action.ANSWER})
        return super().dispatch(request, *args, **kwargs)

    @property
    def answer(self) -> Answer | None:
        """The finding's answer; read again after `forget_answer`."""
        if "_answer" not in self.__dict__:
            self._answer = Answer.objects.filter(finding=self.finding).select_related("answered_by").first()
            if self._answer is not None:
                self._answer.finding = self.finding
        return self._answer

    def forget_answer(self) -> None:
        """After somebody else has written."""
        self.__dict__.pop("_answer", None)


class StoredAnswerScreen(AnswerScreen):
    """A screen that needs an answer that is there."""

    @cached_property
    def stored(self) -> Answer:
        rows = Answer.objects.select_related("finding__process", "answered_by")
        return get_object_or_404(rows, finding=self.finding)


def moment(text: str) -> datetime | None:
    """A moment as a hidden field carries it; None for what no form of ours has written."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None
