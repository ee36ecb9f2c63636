"""The admin: everything can be found and looked at."""

from evoweb.runs.admin import people, records

__all__ = ["people", "records"]
