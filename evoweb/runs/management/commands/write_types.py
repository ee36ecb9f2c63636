"""Write the TypeScript types that the front end shares with the API."""

from typing import Any

from django.core.management.base import BaseCommand

from evoweb.runs.api.typescript import TARGET, typescript


class Command(BaseCommand):
    """`python manage.py write_types`; tests/contracts/test_generated_fresh.py tells when it was forgotten."""

    help = "Write frontend/src/generated/api.ts from the API's OpenAPI schema"

    def handle(self, *args: Any, **options: Any) -> None:
        TARGET.write_text(typescript())
        self.stdout.write(f"Wrote {TARGET}")
