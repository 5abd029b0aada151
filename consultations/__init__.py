"""Consultations: one app, a folder for each feature. models.py, urls.py and wagtail_hooks.py are tables of contents."""
