from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate, pre_save
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    name = "consultations"
    verbose_name = _("Consultations")

    def ready(self) -> None:
        """Let each feature add its part to the pages of the features below it, and listen to their signals."""
        from django_comments_xtd.models import publish_or_unpublish_on_pre_save

        from consultations.conferences import map_measures as conferences_map  # noqa: F401
        from consultations.conferences import panels as conferences_panels  # noqa: F401
        from consultations.conferences.attendance import personal_data as attendance_data  # noqa: F401
        from consultations.conferences.capture import panels as capture_panels  # noqa: F401
        from consultations.conferences.capture import personal_data as capture_data  # noqa: F401
        from consultations.conferences.capture import receivers as capture_receivers  # noqa: F401
        from consultations.conferences.record import panels as record_panels  # noqa: F401
        from consultations.conferences.record import personal_data as record_data  # noqa: F401
        from consultations.conferences.registration import panels as registration_panels  # noqa: F401
        from consultations.conferences.registration import personal_data as registration_data  # noqa: F401
        from consultations.conferences.registration import receivers as registration_receivers  # noqa: F401
        from consultations.contributions import hearing_receivers as contributions_hearing_receivers  # noqa: F401
        from consultations.contributions import maps as contributions_maps  # noqa: F401
        from consultations.contributions import notices as contributions_notices  # noqa: F401
        from consultations.contributions import organisation_parts  # noqa: F401
        from consultations.contributions import overview as contributions_overview  # noqa: F401
        from consultations.contributions import panels as contributions_panels  # noqa: F401
        from consultations.contributions import personal_data as contributions_data  # noqa: F401
        from consultations.contributions import table_uses as contributions_table_uses  # noqa: F401
        from consultations.contributions.attachments import receivers as attachments_receivers  # noqa: F401
        from consultations.contributions.cards import panels as cards_panels  # noqa: F401
        from consultations.contributions.cards import receivers as cards_receivers  # noqa: F401
        from consultations.contributions.following import receivers as following_receivers  # noqa: F401
        from consultations.contributions.networks import panels as networks_panels  # noqa: F401
        from consultations.contributions.networks import personal_data as networks_data  # noqa: F401
        from consultations.contributions.saved import receivers as saved_receivers  # noqa: F401
        from consultations.contributions.statements import panels as statements_panels  # noqa: F401
        from consultations.contributions.statements import personal_data as statements_data  # noqa: F401
        from consultations.contributions.telling import receivers as telling_receivers  # noqa: F401
        from consultations.contributions.telling import subjects as telling_subjects  # noqa: F401
        from consultations.drafts import freeze
        from consultations.drafts import panels as drafts_panels  # noqa: F401
        from consultations.drafts.papers import receivers as papers_receivers  # noqa: F401
        from consultations.exports.opendata import panels as opendata_panels  # noqa: F401
        from consultations.exports.reports import annexes as reports_annexes  # noqa: F401
        from consultations.exports.reports import panels as reports_panels  # noqa: F401
        from consultations.exports.reports import retention as reports_retention  # noqa: F401
        from consultations.exports.reports import retractions as reports_retractions
        from consultations.moderation import obstacles as moderation_obstacles  # noqa: F401
        from consultations.moderation import personal_data as moderation_data  # noqa: F401
        from consultations.moderation import queue_keeping
        from consultations.moderation import receivers as moderation_receivers  # noqa: F401
        from consultations.moderation.reports import receivers as reports_receivers  # noqa: F401
        from consultations.process import panels as process_panels  # noqa: F401
        from consultations.process import personal_data as process_data  # noqa: F401
        from consultations.process.hearing import panels as hearing_panels  # noqa: F401
        from consultations.process.hearing import personal_data as hearing_data  # noqa: F401
        from consultations.process.hearing import receivers as hearing_receivers  # noqa: F401
        from consultations.results import panels as results_panels  # noqa: F401
        from consultations.results import receivers as results_receivers  # noqa: F401
        from consultations.results.answers import panels as answers_panels  # noqa: F401
        from consultations.results.closing_round import panels as closing_round_panels  # noqa: F401
        from consultations.results.closing_round import personal_data as closing_round_data  # noqa: F401
        from consultations.results.closing_round import receivers as closing_round_receivers  # noqa: F401
        from consultations.results.measures import panels as measures_panels  # noqa: F401
        from consultations.results.register import freeze as register_freeze
        from consultations.results.register import panels as register_panels  # noqa: F401
        from consultations.results.synopsis import panels as synopsis_panels  # noqa: F401
        from consultations.synthesis import panels as synthesis_panels  # noqa: F401
        from consultations.synthesis import receivers as synthesis_receivers  # noqa: F401
        from consultations.synthesis.double_coding import personal_data as double_coding_data  # noqa: F401
        from consultations.synthesis.drafting import receivers as drafting_receivers  # noqa: F401
        from consultations.synthesis.suggesting import panels as suggesting_panels  # noqa: F401
        from consultations.synthesis.suggesting import receivers as suggesting_receivers  # noqa: F401
        from consultations.synthesis.workbench import personal_data as workbench_data  # noqa: F401
        from consultations.synthesis.workbench import receivers as workbench_receivers  # noqa: F401

        # The package would copy a contribution's visibility to all replies on every save, undecided ones included.
        pre_save.disconnect(publish_or_unpublish_on_pre_save, sender="consultations.Contribution")
        # On SQLite triggers are taken off for each run of migrations and put on after it.
        keepers = {
            "freeze": freeze,
            "queue": queue_keeping,
            "register": register_freeze,
            "reports": reports_retractions,
        }
        for name, module in keepers.items():
            pre_migrate.connect(module.before_migrations, sender=self, dispatch_uid=f"{name}.before")
            post_migrate.connect(module.after_migrations, sender=self, dispatch_uid=f"{name}.after")
