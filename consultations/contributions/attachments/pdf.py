"""PDF documents of participants: what is wrong with one, in words for its author."""

from django.utils.translation import gettext as _

from consultations.contributions.attachments.refusal import AttachmentRefused
from frontend.files.judging import FileProblem, Problem
from frontend.files.kinds import FileKind
from frontend.files.pdf import check_pdf


def check(data: bytes, kind: FileKind) -> bytes:
    """The document as it came. Raises AttachmentRefused when it cannot be read or could do something by itself."""
    try:
        check_pdf(data)
    except FileProblem as found:
        raise AttachmentRefused(_reason(found.problem)) from found
    return data


def _reason(problem: Problem) -> str:
    return {
        Problem.PROTECTED: _("it is protected. Please attach it without a password and without restrictions."),
        Problem.MACROS: _("it holds programs, other files or an active form. Please save it as a plain PDF."),
        Problem.TOO_LARGE: _("it is built in too complicated a way to be checked. Please save it as a plain PDF."),
    }.get(problem, _("the document is damaged or not a PDF."))
