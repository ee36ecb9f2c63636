"""`manage.py create_token USER NAME`: a key to the API."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evoweb.runs.errors import Refused
from evoweb.runs.models import ApiToken
from evoweb.runs.people.tokens import issue_token
from simulation.errors import InvalidInput


class Command(BaseCommand):
    help = "Make an API token for a user and print it; it cannot be shown again. Send it as 'Authorization: Bearer …'."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="who the token acts for")
        parser.add_argument("name", help="what it is for, as the Account page will list it")
        parser.add_argument(
            "--scope", choices=ApiToken.Scope.values, default=ApiToken.Scope.WRITE, help="what it may do"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a fresh token."""
        try:
            user = User.objects.get(username=options["user"])
        except User.DoesNotExist as missing:
            raise CommandError(f"There is no user {options['user']!r}") from missing
        try:
            self.stdout.write(issue_token(user, options["name"], options["scope"]))
        except (Refused, InvalidInput) as refusal:
            raise CommandError(str(refusal)) from refusal
