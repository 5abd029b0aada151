"""The Celery application. Task modules are listed by hand, so that what a worker runs can be read here."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konzeptdialog.settings.dev")

app = Celery("konzeptdialog")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.imports = [
    "konzeptdialog.tasks",
    "notifications.tasks",
    "consultations.moderation.tasks",
    "consultations.results.tasks",
]
