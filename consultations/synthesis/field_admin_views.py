"""The action fields of a process and the topics inside them, as parts of "edit process"."""

from typing import Any

from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.process.admin_forms import RowsFormSet
from consultations.process.admin_formsets import RowsView
from consultations.process.models import Process
from consultations.synthesis.models import ActionField, Topic

ActionFieldFormSet = inlineformset_factory(
    Process,
    ActionField,
    formset=RowsFormSet,
    fields=["order", "code", "title", "slug", "color", "text"],
    widgets={
        # The browser's own colour picker.
        "color": forms.TextInput({"type": "color"}),
        "text": forms.Textarea({"rows": 3}),
    },
    extra=1,
    max_num=100,
)
TopicFormSet = inlineformset_factory(
    ActionField, Topic, formset=RowsFormSet, fields=["order", "title"], extra=3, max_num=200
)


class ActionFieldsView(RowsView):
    """The fields of the concept; contributions and findings are sorted into them."""

    template_name = "consultations/synthesis/admin/fields.html"
    formset_class = ActionFieldFormSet
    url_name = "fields_admin:index"
    audit_action = "synthesis.edit_fields"
    heading = gettext_lazy("Action fields")
    intro = gettext_lazy(
        "The fields of the concept. The key ties chapters of the draft to their field; do not change it later on."
    )


class TopicsView(RowsView):
    """The topics of one action field."""

    formset_class = TopicFormSet
    url_name = "fields_admin:index"
    audit_action = "synthesis.edit_topics"

    def get_formset(self, data: Any = None) -> BaseInlineFormSet:
        self.field = get_object_or_404(ActionField, process=self.process, slug=self.kwargs["field_slug"])
        return self.formset_class(data, instance=self.field, prefix="rows")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The view asks for the rows first, so that the field is known.
        kwargs.setdefault("formset", self.get_formset())
        context = super().get_context_data(**kwargs)
        context["rows_heading"] = _("Topics of “%(field)s”") % {"field": self.field}
        context["intro"] = _("Finer headings inside the action field, for sorting contributions.")
        return context
