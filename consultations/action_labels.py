"""What the actions of all features are called in the log."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels

register_labels(
    {
        "process.create": _("Process created"),
        "process.update": _("Process changed"),
        "process.publish": _("Process published"),
        "process.unpublish": _("Process taken back from the public"),
        "process.edit_phases": _("Phases changed"),
        "process.edit_rules": _("Rules of participation changed"),
        "process.edit_announcements": _("Announcements changed"),
        "process.edit_translations": _("Translations changed"),
        "process.add_team_member": _("Role given"),
        "process.remove_team_member": _("Role taken away"),
        "drafts.create_draft": _("Draft created"),
        "drafts.import_draft": _("Draft imported"),
        "drafts.prepare_version": _("Version prepared"),
        "drafts.publish_version": _("Version published"),
        "moderation.released": _("Contribution published"),
        "moderation.shortened": _("Contribution published with passages removed"),
        "moderation.rejected": _("Contribution not published"),
        "moderation.merged": _("Contribution counted with another one"),
        "moderation.published_unreviewed": _("Contribution published without review"),
        "moderation.held_back": _("Contribution held back for a warning sign"),
        "moderation.settle_items": _("Contribution looked at"),
        "moderation.confirm_campaign": _("Group confirmed as a campaign"),
        "moderation.reject_campaign": _("Group not published"),
        "moderation.dissolve_campaign": _("Group dissolved"),
        "moderation.flagged": _("Contribution reported"),
        "contributions.reply_officially": _("Reply of the ministry"),
        "synthesis.edit_fields": _("Action fields changed"),
        "synthesis.edit_topics": _("Topics changed"),
        "synthesis.assign": _("Contribution assigned"),
        "synthesis.unassign": _("Contribution taken out of its finding"),
        "synthesis.needs_no_answer": _("Contribution needs no answer"),
        "synthesis.create_finding": _("Finding written"),
        "synthesis.update_finding": _("Finding changed"),
        "results.answer": _("Finding answered"),
        "results.publish_interim": _("Single finding published"),
        "results.publish": _("Results published"),
        "results.explain_change": _("Cause of a change named"),
    }
)
