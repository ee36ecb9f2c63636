"""Write the creatures that the page "How it works" shows."""

from typing import Any

from django.core.management.base import BaseCommand

from evoweb.runs.management.scenes import TARGET, scenes


class Command(BaseCommand):
    """`python manage.py write_scenes`; tests/contracts/test_generated_fresh.py tells when it was forgotten."""

    help = "Evolve the creatures of the page How it works and write them to frontend/src/how/scenes.bin"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        TARGET.write_bytes(scenes())
        self.stdout.write(f"Wrote {TARGET}")
