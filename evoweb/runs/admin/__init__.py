"""The admin: everything can be found and looked at."""

from evoweb.runs.admin import belongings, people, records

__all__ = ["belongings", "people", "records"]
