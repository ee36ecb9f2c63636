"""What the Account page shows of a webhook: its form, and what it was told lately."""

from typing import Any

from django import forms
from django.contrib.auth.models import User

from evoweb.runs.people import hooks


class HookForm(forms.Form):
    """Where a user's runs are told of."""

    url = forms.CharField(
        label="Address",
        max_length=hooks.LONGEST_URL,
        help_text="Gets a POST when a run of yours is done or has failed",
        widget=forms.URLInput({"class": "form-control", "autocomplete": "off", "placeholder": "https://"}),
    )
    active = forms.BooleanField(
        label="Switched on", required=False, initial=True, widget=forms.CheckboxInput({"class": "form-check-input"})
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if problem := hooks.url_problem(url):
            raise forms.ValidationError(problem)
        return url


def hook_context(user: User) -> dict[str, Any]:
    """What the page shows of the user's webhook."""
    hook = hooks.hook_of(user)
    if hook is None:
        return {"hook_form": HookForm()}
    form = HookForm(initial={"url": hook.url, "active": hook.active})
    return {"hook": hook, "hook_form": form, "calls": hooks.latest_calls(hook)}
