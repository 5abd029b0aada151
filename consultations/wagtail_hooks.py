"""Table of contents: what each feature adds to the staff admin."""

from consultations import action_labels  # noqa: F401
from consultations.conferences import admin_hooks as conferences_admin_hooks  # noqa: F401
from consultations.conferences.attendance import admin_hooks as attendance_admin_hooks  # noqa: F401
from consultations.contributions.cards import admin_hooks as cards_admin_hooks  # noqa: F401
from consultations.contributions.networks import admin_hooks as networks_admin_hooks  # noqa: F401
from consultations.contributions.recording import admin_hooks as recording_admin_hooks  # noqa: F401
from consultations.contributions.statements import admin_hooks as statements_admin_hooks  # noqa: F401
from consultations.drafts import admin_hooks as drafts_admin_hooks  # noqa: F401
from consultations.moderation import admin_hooks as moderation_admin_hooks  # noqa: F401
from consultations.process import admin_hooks as process_admin_hooks  # noqa: F401
from consultations.results import admin_hooks as results_admin_hooks  # noqa: F401
from consultations.synthesis import admin_hooks as synthesis_admin_hooks  # noqa: F401
