"""What the gap matrix adds to the staff admin: its tab."""

from django.utils.translation import gettext_lazy as _

from consultations.process.admin_base import Tab
from consultations.process.enums import Action
from consultations.synthesis.admin_base import evaluation_tabs
from consultations.synthesis.gaps import admin_panels  # noqa: F401

evaluation_tabs.append(Tab("gaps", _("Who is missing"), "synthesis_admin:gaps", frozenset({Action.VIEW_INTERNAL})))
