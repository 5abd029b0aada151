"""The Celery application. Task modules are listed by hand, so that what a worker runs can be read here."""

import os

from celery import Celery
from celery.signals import task_postrun

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konzeptdialog.settings.dev")

app = Celery("konzeptdialog")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = [
    "konzeptdialog.tasks",
    "accounts.organisations.tasks",
    "accounts.privacy.tasks",
    "notifications.tasks",
    "regions.demand.tasks",
    "consultations.drafts.papers.tasks",
    "consultations.conferences.record.tasks",
    "consultations.contributions.attachments.tasks",
    "consultations.contributions.cards.tasks",
    "consultations.contributions.guests.tasks",
    "consultations.contributions.saved.tasks",
    "consultations.contributions.following.tasks",
    "consultations.contributions.recording.tasks",
    "consultations.contributions.statements.tasks",
    "consultations.contributions.telling.tasks",
    "consultations.process.tasks",
    "consultations.process.hearing.tasks",
    "consultations.conferences.registration.tasks",
    "consultations.moderation.tasks",
    "consultations.synthesis.drafting.tasks",
    "consultations.results.tasks",
    "consultations.results.answers.tasks",
    "consultations.synthesis.suggesting.tasks",
    "consultations.results.measures.tasks",
    "consultations.results.register.tasks",
    "consultations.drafts.importing.tasks",
    "regions.networks.tasks",
    "consultations.exports.reports.tasks",
]


@task_postrun.connect
def begin_generation_of_pages(task=None, **kwargs) -> None:
    """What a task of the consultations changed is on the next page a visitor opens; delivering mails changes none."""
    from frontend.page_cache import begin_generation

    if task.name.startswith("consultations."):
        begin_generation()
