"""Composition root: settings, addresses and processes of one Konzeptdialog site."""

from konzeptdialog.celery import app as celery_app

__all__ = ["celery_app"]
