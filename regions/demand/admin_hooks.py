"""What needs and offers add to the staff admin: the names of their acts in the log."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels

register_labels(
    {
        "demand.create": _("Need or offer documented"),
        "demand.change": _("Need or offer changed"),
        "demand.publish": _("Need or offer published"),
        "demand.close": _("Need or offer closed"),
        "demand.reopen": _("Need or offer opened again"),
        "demand.extend": _("Need or offer said to be still valid"),
        "demand.delete": _("Draft of a need or offer deleted"),
        "demand.import": _("List of needs and offers imported"),
        "demand.field": _("Field of needs and offers changed"),
        "demand.delete_field": _("Field of needs and offers deleted"),
    }
)
