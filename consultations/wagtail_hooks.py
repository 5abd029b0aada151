"""Table of contents: what each feature adds to the staff admin."""

from consultations import action_labels  # noqa: F401
from consultations.conferences import admin_hooks as conferences_admin_hooks  # noqa: F401
from consultations.conferences.attendance import admin_hooks as attendance_admin_hooks  # noqa: F401
from consultations.contributions.cards import admin_hooks as cards_admin_hooks  # noqa: F401
from consultations.contributions.networks import admin_hooks as networks_admin_hooks  # noqa: F401
from consultations.contributions.recording import admin_hooks as recording_admin_hooks  # noqa: F401
from consultations.contributions.statements import admin_hooks as statements_admin_hooks  # noqa: F401
from consultations.drafts import admin_hooks as drafts_admin_hooks  # noqa: F401
from consultations.exports import admin_hooks as exports_admin_hooks  # noqa: F401
from consultations.exports.reports import admin_hooks as exports_reports_admin_hooks  # noqa: F401
from consultations.moderation import admin_hooks as moderation_admin_hooks  # noqa: F401
from consultations.process import admin_hooks as process_admin_hooks  # noqa: F401
from consultations.results import admin_hooks as results_admin_hooks  # noqa: F401
from consultations.results.answers import admin_hooks as answers_admin_hooks  # noqa: F401
from consultations.results.register import admin_hooks as register_admin_hooks  # noqa: F401
from consultations.synthesis import admin_hooks as synthesis_admin_hooks  # noqa: F401
from consultations.synthesis.double_coding import admin_hooks as double_coding_admin_hooks  # noqa: F401
from consultations.synthesis.drafting import admin_hooks as drafting_admin_hooks  # noqa: F401
from consultations.synthesis.findings import admin_hooks as findings_admin_hooks  # noqa: F401
from consultations.synthesis.gaps import admin_hooks as gaps_admin_hooks  # noqa: F401
from consultations.synthesis.suggesting import admin_hooks as suggesting_admin_hooks  # noqa: F401
from consultations.synthesis.workbench import admin_hooks as workbench_admin_hooks  # noqa: F401
