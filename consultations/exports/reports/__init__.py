"""Evaluation reports, tables and the case file, made by a worker."""
