"""The database's clock, by which all processes agree."""

from datetime import timedelta

from django.db.models import DurationField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now


def in_future(span: timedelta) -> Combinable:
    """The moment `span` from now, on the database's clock."""
    return Now() + Value(span, output_field=DurationField())
