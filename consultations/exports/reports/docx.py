"""Filling in Word templates, each in a process of its own: a template is a program somebody uploads.

The process (`docx_child.py`) has little memory and little time; what it finds wrong is said here in words, with the
paragraph it stands in.
"""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from docxtpl import RichText

from consultations.exports.reports.docx_child import FILTERS, RICH, TROUBLE

__all__ = ["FILTERS", "REPORT", "SAMPLE", "Limits", "TemplateTrouble", "fill_in", "try_out"]

CHILD = Path(__file__).with_name("docx_child.py")
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one filling-in may take: bytes of memory, seconds of the processor, and seconds in all."""

    memory: int
    processor: int
    patience: int


#: For the sample at upload, while a person waits. Our template takes half a second and less than 100 MB.
SAMPLE = Limits(memory=512 * _MEGABYTE, processor=10, patience=40)
#: For a report: 540 findings and 1,500 passages take four seconds and less than 500 MB with our template. Shorter in
#: all than a worker may be silent (`models.CLAIM_HELD`).
REPORT = Limits(memory=1536 * _MEGABYTE, processor=60, patience=180)


class TemplateTrouble(ValueError):
    """A template cannot be used; the text says why, in words for staff."""


def fill_in(template: bytes, context: dict[str, Any], limits: Limits = REPORT) -> bytes:
    """The document. Raises TemplateTrouble, naming what is wrong and where."""
    return _in_child(template, context, limits, needs_a_field=False)


def try_out(template: bytes, context: dict[str, Any]) -> None:
    """Fill in a sample. Raises TemplateTrouble, also for a template that names no field."""
    _in_child(template, context, SAMPLE, needs_a_field=True)


def _in_child(template: bytes, context: dict[str, Any], limits: Limits, *, needs_a_field: bool) -> bytes:
    order = {
        "template": base64.b64encode(template).decode(),
        "context": context,
        "limits": {"memory": limits.memory, "seconds": limits.processor},
        "needs_a_field": needs_a_field,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(CHILD)],
            input=json.dumps(order, ensure_ascii=False, default=_plain).encode(),
            capture_output=True,
            timeout=limits.patience,
        )
    except subprocess.TimeoutExpired as error:
        raise TemplateTrouble(_too_large()) from error
    if done.returncode == TROUBLE:
        raise TemplateTrouble(_in_words(json.loads(done.stdout)))
    if done.returncode:
        # Ended by a limit, or by a library that cannot do without memory.
        raise TemplateTrouble(_too_large())
    return done.stdout


def _plain(value: Any) -> Any:
    if isinstance(value, RichText):
        return {RICH: str(value)}
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(type(value).__name__)


def _too_large() -> str:
    return _(
        "Filled in, the document takes too long or needs too much memory. A template repeats a field once for each "
        "entry of a list; please simplify it."
    )


def _in_words(found: dict[str, str]) -> str:
    """What is wrong with a template (`docx_child.trouble`), and where."""
    where = " " + _("In the paragraph: “%(place)s”") % {"place": found["place"]} if found["place"] else ""
    match found["problem"]:
        case "no_field":
            return _("The template names no field, so every report would be the same.")
        case "too_large":
            return _too_large()
        case "syntax":
            return _("The template has an error in its marks: %(problem)s.") % {"problem": found["details"]} + where
        case "unknown":
            return _("There is no field “%(name)s”.") % {"name": found["name"]} + where
        case "loop":
            return (
                _("A loop runs over a list of the report, one inside another over a list of the outer entry.") + where
            )
        case "list":
            return _("A list is shown entry by entry, by a loop; “join” is for lists of paragraphs.") + where
        case "forbidden" if found["name"]:
            return _("The template does something templates must not do: “%(name)s”.") % {"name": found["name"]} + where
        case "forbidden":
            return _("The template does something templates must not do.") + where
        case "error":
            return _("The template has an error: %(problem)s.") % {"problem": found["details"]} + where
    return _(
        "Filled in, the document is damaged. Loops over paragraphs need {%p … %}, those over rows of a table "
        "{%tr … %}, each in a paragraph or row of its own."
    )
