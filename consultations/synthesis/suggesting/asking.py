"""Asking a worker to keep up. Apart from `keeping`: whoever only asks need not load what learns."""

import logging

from django.db import transaction

logger = logging.getLogger(__name__)


def ask_to_keep_up() -> None:
    """Have a worker make missing vectors once the transaction is through. Without a broker the sweep does it."""
    from consultations.synthesis.suggesting.tasks import make_vectors

    def ask() -> None:
        try:
            make_vectors.delay()
        except Exception:  # every broker has exceptions of its own
            logger.warning("The broker did not take the task of vectors; the sweep will.")

    transaction.on_commit(ask, robust=True)
