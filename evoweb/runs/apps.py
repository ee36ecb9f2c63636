"""The runs app."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "evoweb.runs"
    label = "runs"
    verbose_name = "Runs"
