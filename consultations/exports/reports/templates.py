"""Word templates of a process: judged before they are kept, with their history."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.exports.reports.docx import TemplateTrouble, try_out
from consultations.exports.reports.docx_default import default_template
from consultations.exports.reports.docx_fields import sample
from consultations.exports.reports.models import ReportTemplate
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from frontend.files import docx as docx_judge
from frontend.files.judging import FileProblem, Problem, office_package
from frontend.files.kinds import FileKind, kind_of
from frontend.files.refusal import AttachmentRefused

MAX_BYTES = 5 * 1024 * 1024
#: A template unpacked, pictures included, and its largest part of text. Ours has half a megabyte.
MAX_UNPACKED, MAX_TEXT = 40 * 1024 * 1024, 5 * 1024 * 1024


def current_template(process: Process) -> bytes:
    """The template reports of a process are filled into: its own, or ours."""
    row = process.report_templates.filter(is_current=True).first()
    if row is None:
        return default_template()
    with row.file.open("rb") as file:
        return file.read()


def judge(data: bytes) -> None:
    """Raise TemplateTrouble unless the file is a harmless Word document that can be filled in."""
    if len(data) > MAX_BYTES:
        raise TemplateTrouble(_("The file is larger than %(size)s MB.") % {"size": MAX_BYTES // 1024 // 1024})
    if kind_of(data) != FileKind.DOCX:
        raise TemplateTrouble(_("The file is no Word document (DOCX)."))
    _check_size(data)
    try:
        docx_judge.check(data, FileKind.DOCX)
    except AttachmentRefused as refused:
        raise TemplateTrouble(_("The template cannot be used: %(reason)s") % {"reason": refused}) from refused
    try_out(data, sample())


def _check_size(data: bytes) -> None:
    """Raise TemplateTrouble for a file that is far larger unpacked; what is damaged is said by the judge of files."""
    try:
        with office_package(data, most_unpacked=MAX_UNPACKED, most_xml=MAX_TEXT):
            pass
    except FileProblem as found:
        if found.problem == Problem.TOO_LARGE:
            raise TemplateTrouble(
                _("Unpacked, the template is larger than %(size)s MB, or one part of its text larger than %(text)s MB.")
                % {"size": MAX_UNPACKED // 1024 // 1024, "text": MAX_TEXT // 1024 // 1024}
            ) from found


@transaction.atomic
def use_template(process: Process, *, data: bytes, name: str, actor) -> ReportTemplate:
    """Use an own template from now on. Raises TemplateTrouble, saying what is wrong, and PermissionDenied."""
    require(actor, Action.EDIT_PROCESS, process)
    judge(data)
    _end_current(process)
    row = ReportTemplate(
        process=process,
        name=name[-120:],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=actor,
    )
    row.file.save("template.docx", ContentFile(data), save=False)
    row.save()
    record(actor, "reports.use_template", row, scope=process.slug, sha256=row.sha256)
    return row


@transaction.atomic
def back_to_default(process: Process, *, actor) -> None:
    """Use our template again; the own one stays in the history."""
    require(actor, Action.EDIT_PROCESS, process)
    if _end_current(process):
        record(actor, "reports.back_to_default", process, scope=process.slug)


def _end_current(process: Process) -> int:
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    return process.report_templates.filter(is_current=True).update(is_current=False, ended_at=timezone.now())
