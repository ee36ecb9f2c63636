"""Write the documentation of all settings."""

from typing import Any

from django.core.management.base import BaseCommand

from evoweb.runs.management.parameters_page import TARGET, parameters_page


class Command(BaseCommand):
    """`python manage.py write_parameters`; tests/contracts/test_generated_fresh.py tells when it was forgotten."""

    help = "Write docs/parameters.md from what RunConfig says of itself"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        TARGET.write_text(parameters_page())
        self.stdout.write(f"Wrote {TARGET}")
