"""Template tags of all pages. They are built in: no `{% load %}` needed."""

from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from frontend import formatting
from frontend.panels import Panels

register = template.Library()


@register.filter
def paragraphs(value: Any) -> SafeString:
    """Plain text as escaped `<p>` elements: a blank line parts them, a line break stays, nothing becomes a link."""
    return formatting.paragraphs(str(value or ""))


@register.filter
def formatted(value: Any) -> SafeString:
    """What somebody said, with its light formatting (see `frontend.formatting`), safe whatever was typed."""
    return formatting.formatted(str(value or ""))


@register.filter
def unformatted(value: Any) -> str:
    """What somebody said without the marks of formatting: for excerpts and mails."""
    return formatting.unformatted(str(value or ""))


@register.filter
def has_formatting(value: Any) -> bool:
    """Whether the formatted text differs from what was typed."""
    return formatting.has_formatting(str(value or ""))


@register.filter
def in_minutes(seconds: int) -> int:
    """Seconds as whole minutes, rounded up, so that waiting that long is enough."""
    return -(-int(seconds) // 60)


@register.simple_tag(takes_context=True)
def page_query(context: template.Context, **changes: Any) -> str:
    """Return the current query string with changes, e.g. `?q=wort&page=2`; None or "" takes a parameter away."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None
    if query is None:
        return ""
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def panels(context: template.Context, place: Panels, **arguments: Any) -> SafeString:
    """What features above have put at a place of this page, e.g. `{% panels trace_panels contribution=row %}`."""
    return place.render(context["request"], **arguments)


@register.simple_tag
def elided_pages(page: Page) -> list[int | str]:
    """Page numbers around the current one, with "…" for the left-out ones."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


def _kind(bound: BoundField) -> str:
    """Which KERN markup a field needs: checkbox, choices (radios, checkboxes, several inputs), select or input."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "group"
    if isinstance(widget, forms.Select):
        return "multiple" if widget.allow_multiple_selected else "select"
    return "input"


_CLASSES = {
    "checkbox": "kern-form-check__checkbox",
    "select": "kern-form-input__select",
    "multiple": "kern-form-input__input kd-multiple",
    "group": "kern-form-input__input",
    "input": "kern-form-input__input",
}


def _attributes(bound: BoundField, kind: str, described_by: list[str], limit: int | None) -> dict[str, Any]:
    """Attributes of the input: KERN's class, what describes it, and the length a counter may show."""
    name = _CLASSES[kind]
    if bound.errors:
        name += f" {name.split()[0]}--error"
    extra = bound.field.widget.attrs.get("class", "")
    attributes: dict[str, Any] = {"class": f"{name} {extra}".strip()}
    if described_by:
        attributes["aria-describedby"] = " ".join(described_by)
    if limit:
        # The counter tells; a browser that knows the limit cuts what is pasted, in silence.
        attributes |= {"data-kd-counter": limit, "maxlength": False}
    return attributes


@register.simple_tag
def field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str | bool = "",
    heading: bool = False,
    optional: bool = True,
    **attrs: Any,
) -> SafeString:
    """Render a form field the KERN way: label, hint, input, error, tied together for assistive technology.

    `label` and `hint` replace those of the form, `hint=False` leaves it out; `optional=False` leaves out that a field
    may stay empty, where the form says so once; other arguments become attributes of the input, `data_x` as `data-x`;
    False takes an attribute away.
    """
    if bound.is_hidden:
        return mark_safe(f"{bound}")
    kind, identifier = _kind(bound), bound.auto_id or f"id_{bound.html_name}"
    hint = bound.help_text if hint == "" else hint
    limit = bound.field.max_length if isinstance(bound.field.widget, forms.Textarea) else None
    described_by = [
        part
        for part, wanted in [
            (f"{identifier}_error", bound.errors),
            (f"{identifier}_hint", hint),
            (f"{identifier}_count", limit),
        ]
        if wanted
    ]
    context = {
        "field": bound,
        "kind": kind,
        "identifier": identifier,
        "label": label or bound.label,
        "hint": hint,
        "limit": limit,
        "described_by": " ".join(described_by),
        "heading": heading,
        "optional": optional and not bound.field.required and kind != "checkbox",
    }
    extra = {name.replace("_", "-"): value for name, value in attrs.items()}
    if kind == "choices":
        context["choices"] = [_choice(bound, option, extra) for option in bound]
    else:
        context["input"] = bound.as_widget(attrs={**_attributes(bound, kind, described_by, limit), **extra})
    return mark_safe(render_to_string("components/field.html", context))


def _choice(bound: BoundField, option: Any, extra: dict[str, Any]) -> dict[str, Any]:
    """One radio button or checkbox of a group."""
    data = option.data
    attributes = {**data["attrs"], **extra, "type": data["type"], "name": data["name"], "value": data["value"]}
    attributes["class"] = f"kern-form-check__{data['type']}" + (
        f" kern-form-check__{data['type']}--error" if bound.errors else ""
    )
    attributes.pop("required", None)
    if data["type"] == "radio" and bound.field.required:
        attributes["required"] = True
    # Values reach the page as text; only the attributes Django counts as on or off stay booleans.
    attributes["value"] = str(attributes["value"]) if attributes["value"] is not None else ""
    return {"id": data["attrs"].get("id", ""), "label": option.choice_label, "attributes": flatatt(attributes)}


@register.simple_tag
def fields(form: forms.BaseForm) -> SafeString:
    """Render all fields of a form in their order, hidden ones first."""
    hidden = format_html_join("", "{}", ((bound,) for bound in form.hidden_fields()))
    visible = format_html_join("\n", "{}", ((field(bound),) for bound in form.visible_fields()))
    return format_html("{}{}", hidden, visible)


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: forms.BaseForm | None) -> dict[str, Any]:
    """A summary at the top of a form that was refused: what is wrong, each with a link to its field."""
    if form is None:
        return {"form": None}
    return {
        "form": form,
        "invalid": [bound for bound in form if bound.errors],
        "keeps_text": any(isinstance(field.widget, forms.Textarea) for field in form.fields.values()),
    }
