"""Writing new contributions into the three tables of the comment framework, each table once."""

from django.db import connections, router
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from consultations.contributions.models import Contribution


def write_new(contributions: list[Contribution]) -> None:
    """Insert contributions that answer nothing, and tell nobody. Call it in a transaction.

    `save` takes ten statements for each, because the framework writes a new comment twice to learn its own key. Here
    each table is written once for many rows, as Django does it for `bulk_create`, which it refuses for models with
    parents.
    """
    parents = Comment.objects.bulk_create([_parent(row) for row in contributions])
    for row, parent in zip(contributions, parents, strict=True):
        row.pk = row.id = row.comment_ptr_id = row.xtdcomment_ptr_id = parent.pk
        # A contribution that answers nothing begins a thread of its own.
        row.thread_id = row.parent_id = parent.pk
    for model in (XtdComment, Contribution):
        _insert_own_table(model, contributions)
    for row in contributions:
        row._state.adding = False
        row._state.db = router.db_for_write(Contribution)


def _parent(row: Contribution) -> Comment:
    names = [field.attname for field in Comment._meta.concrete_fields if not field.primary_key]
    return Comment(**{name: getattr(row, name) for name in names})


def _insert_own_table(model: type, rows: list[Contribution]) -> None:
    """Insert the part of rows that lies in the table of one model of the chain."""
    using = router.db_for_write(Contribution)
    fields = model._meta.local_concrete_fields
    size = connections[using].ops.bulk_batch_size(fields, rows)
    for start in range(0, len(rows), size):
        model._base_manager._insert(rows[start : start + size], fields=fields, using=using)
