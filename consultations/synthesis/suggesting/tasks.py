"""Background work of the help that learns: each task fetches and delegates.

What learns is imported where it is needed: its libraries take a hundred megabytes, and a worker that makes a report, or
a web process that only asks, should not carry them.
"""

from celery import shared_task


@shared_task
def make_vectors() -> None:
    """Vectors of what was admitted or changed, and suggestions for it. Safe to run twice and at once."""
    from consultations.synthesis.suggesting import keeping

    keeping.keep_up()


@shared_task
def work_on_run(pk: int) -> None:
    """One run. Safe to run twice and at once."""
    from consultations.synthesis.suggesting import keeping

    keeping.work_on(pk)


@shared_task
def sweep() -> None:
    """Go on with what a dead broker or worker left behind, forget what is left over, and learn where it is time to."""
    from consultations.synthesis.suggesting import corpus, keeping

    corpus.forget_left_over()
    keeping.keep_up()
    keeping.go_on()
    keeping.learn_where_due()
