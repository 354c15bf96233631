"""Which static files are collected."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class CollectedFiles(StaticFilesConfig):
    # Of the two reference pages the package brings, one is shown.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc"]  # Django's own attribute
