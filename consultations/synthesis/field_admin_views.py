"""The action fields of a process, as a part of "edit process". Their topics have a history: see the workbench."""

from typing import Any

from django import forms
from django.forms import inlineformset_factory
from django.utils.translation import gettext_lazy

from consultations.process.admin_forms import RowsFormSet
from consultations.process.admin_formsets import RowsView
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import can
from consultations.synthesis.models import ActionField

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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_code=can(self.request.user, Action.CODE, self.process), **kwargs)
