"""What the admin's pages have in common."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from evoweb.runs.names import name_problems, tidy


class NameForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A row whose name can be changed, under the rules for names everywhere."""

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if problems := name_problems(name):
            raise forms.ValidationError([problem.message for problem in problems])
        return name


class Searched(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that are searched as the pages search: in the form in which names are kept."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, tidy(search_term))


class ReadOnly(Searched):
    """What workers write, people only read. Deleting a run takes all of its rows along."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only along with the run."""
        return request.resolver_match is None or request.resolver_match.url_name in (
            "runs_run_delete",
            "runs_run_changelist",
        )


def page_link(path: str, words: str) -> str:
    return format_html('<a href="{}">{}</a>', path, words)


def pretty(value: object) -> str:
    """JSON as people read it, escaped."""
    return format_html("<pre>{}</pre>", json.dumps(value, indent=2))
