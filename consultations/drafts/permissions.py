"""Who may do what with a working copy in Wagtail's page editor: the rules of the process, not page permissions, decide.

Wagtail asks a page's own tester at every door: editor, history, comparison, preview, listing, chooser, bulk actions.
"""

from wagtail.models.pages import PagePermissionTester

from consultations.process.enums import Action
from consultations.process.rules import can


class ClosedPagePermissionTester(PagePermissionTester):
    """Nobody publishes, copies, moves or removes what is edited here; not even site administrators by accident."""

    def can_edit(self) -> bool:
        return self.user.is_active and self.user.is_superuser

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_add_subpage(self) -> bool:
        return False

    def can_publish(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_submit_for_moderation(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_move_to(self, destination) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_copy_to(self, destination, recursive: bool = False) -> bool:
        return False

    def can_lock(self) -> bool:
        return self.can_edit()

    def can_unlock(self) -> bool:
        return self.can_edit()

    def can_view_revisions(self) -> bool:
        return self.can_edit() and super().can_view_revisions()


class DraftPagePermissionTester(ClosedPagePermissionTester):
    """People who may edit the draft in its process edit the working copy; nobody else opens it."""

    def can_edit(self) -> bool:
        return can(self.user, Action.EDIT_DRAFT, self.page.specific_deferred.draft.process)
