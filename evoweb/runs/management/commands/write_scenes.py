"""Write the creatures that the page "How it works" shows."""

from typing import Any

from django.core.management.base import BaseCommand

from evoweb.runs.management.output_file import OutputFile
from evoweb.runs.management.scenes import TARGET, scenes


class Command(BaseCommand):
    """`python manage.py write_scenes`; tests/contracts/test_generated_fresh.py tells when it was forgotten."""

    help = "Evolve the creatures of the page How it works and write them to frontend/src/how/scenes.bin"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        target = OutputFile("write_scenes", TARGET)
        content = scenes()
        target.write(lambda stream: stream.write(content))
        self.stdout.write(f"Wrote {TARGET}")
