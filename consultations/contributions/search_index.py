"""An index by which PostgreSQL finds parts of words; without it, search reads every text.

The extension `pg_trgm` comes with PostgreSQL and may be created by the owner of a database; where it may not, search
works all the same, only slower, and an administrator can run the two statements later (docs/deployment.md).
"""

import logging

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

NAME = "contribution_words_idx"
EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
#: The columns the public list and the moderators search, as `icontains` compares them.
_COLUMNS = ", ".join(
    f'UPPER("{column}"::text) gin_trgm_ops'
    for column in ("title", "published_text", "published_proposal", "organisation_name")
)
INDEX = f"CREATE INDEX {{}} IF NOT EXISTS {NAME} ON consultations_contribution USING gin ({_COLUMNS})"


def install(connection: BaseDatabaseWrapper, *, concurrently: bool = True) -> bool:
    """Create the index; returns whether it could be created.

    While people go on writing, which has to be outside a transaction; not so (`concurrently`) in a new, empty table.
    """
    if connection.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(EXTENSION)
        with connection.cursor() as cursor:
            cursor.execute(INDEX.format("CONCURRENTLY" if concurrently else ""))
    except DatabaseError as error:
        logger.warning("Search goes without its index: %s", str(error).splitlines()[0])
        return False
    return True


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Drop the index; the extension stays, others may use it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
