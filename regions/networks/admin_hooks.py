"""What networks add to the staff admin: the names of their acts in the log."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels

register_labels(
    {
        "networks.create": _("Network created"),
        "networks.change_network": _("Network changed"),
        "networks.add_member": _("Member of a network added"),
        "networks.change_member": _("Member of a network changed"),
        "networks.remove_member": _("Membership in a network ended"),
        "networks.add_group": _("Working group added"),
        "networks.change_group": _("Working group changed"),
        "networks.delete_group": _("Working group deleted"),
        "networks.add_result": _("Result of a working group added"),
        "networks.change_result": _("Result of a working group changed"),
        "networks.delete_result": _("Result of a working group deleted"),
        "networks.add_section": _("Section of a network added"),
        "networks.change_section": _("Section of a network changed"),
        "networks.delete_section": _("Section of a network deleted"),
        "networks.add_document": _("Document of a network added"),
        "networks.change_document": _("Document of a network changed"),
        "networks.delete_document": _("Document of a network deleted"),
        "networks.create_meeting": _("Network meeting created"),
        "networks.change_meeting": _("Network meeting changed"),
        "networks.announce_meeting": _("Network meeting announced"),
        "networks.invite_to_meeting": _("Invitations to a network meeting sent"),
        "networks.cancel_meeting": _("Network meeting cancelled"),
        "networks.write_minutes": _("Minutes of a network meeting written"),
        "networks.publish_minutes": _("Minutes of a network meeting published"),
        "networks.add_item": _("Agenda item of a network meeting added"),
        "networks.change_item": _("Agenda item of a network meeting changed"),
        "networks.delete_item": _("Agenda item of a network meeting deleted"),
        "networks.add_recommendation": _("Recommendation of a network added"),
        "networks.change_recommendation": _("Recommendation of a network changed"),
        "networks.delete_recommendation": _("Recommendation of a network deleted"),
        "networks.follow_up": _("Recommendation of a network followed up"),
        "networks.add_approach": _("Working approach written down"),
        "networks.change_approach": _("Working approach changed"),
        "networks.delete_approach": _("Working approach deleted"),
        "networks.reuse_approach": _("Working approach used again"),
        "networks.end_reuse": _("Use of a working approach taken back"),
    }
)
