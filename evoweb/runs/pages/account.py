"""The Account page: a person's use and bounds, keys to the API, webhook, and password."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evoweb.runs.errors import Refused
from evoweb.runs.models import ApiToken
from evoweb.runs.pages.addresses import takes
from evoweb.runs.pages.hook_form import hook_context
from evoweb.runs.people.quotas import bounds_of, use_of
from evoweb.runs.people.tokens import LONGEST_TOKEN_NAME, issue_token, live_tokens, revoke_token
from simulation.errors import InvalidInput
from simulation.setting import spaced

COUNTED = ("Unfinished runs", "Creature-steps today (UTC)", "Bytes that your runs store")


class TokenForm(forms.Form):
    """What a new token is for, and what it may do."""

    name = forms.CharField(
        max_length=LONGEST_TOKEN_NAME,
        help_text="What it is for",
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )
    scope = forms.ChoiceField(
        choices=ApiToken.Scope.choices,
        help_text="A token that only reads cannot change or simulate anything",
        widget=forms.Select({"class": "form-select"}),
    )


@login_required
@never_cache
@require_GET
@takes()
def account(request: HttpRequest) -> HttpResponse:
    """What the person uses and may use, their tokens, and a form for another."""
    return account_page(request)


@login_required
@never_cache
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show it, this once."""
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            token = issue_token(user_of(request), form.cleaned_data["name"], form.cleaned_data["scope"])
            return account_page(request, status=201, fresh=token)
        except InvalidInput as refused:
            form.add_error("name", [problem.message for problem in refused.problems])
        except Refused as refused:
            form.add_error(None, str(refused))
    return account_page(request, status=422, form=form)


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Make one of the person's tokens useless."""
    if not revoke_token(user_of(request), token_id):
        raise Http404("No such token")
    messages.info(request, "The token was revoked.")
    return redirect("runs:account")


def account_page(request: HttpRequest, status: int = 200, **fresh: Any) -> HttpResponse:
    """The page; `fresh` is what it shows besides: a form with errors, a token or a secret that was just made."""
    user = user_of(request)
    context = {
        "form": TokenForm(),
        "tokens": live_tokens(user),
        "uses": [
            (name, spaced(used), "no bound" if bound is None else spaced(bound))
            for name, used, bound in zip(COUNTED, use_of(user), bounds_of(user), strict=True)
        ],
        "has_password": user.has_usable_password(),
        **hook_context(user),
        **fresh,
    }
    return render(request, "runs/account.html", context, status=status)


def user_of(request: HttpRequest) -> User:
    return cast("User", request.user)


class PasswordPage(PasswordChangeView):
    """A new password, for those who have one; others come in by a link."""

    template_name = "registration/password.html"
    success_url = reverse_lazy("runs:account")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise Http404("This account has no password")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        messages.info(self.request, "Your password was changed; other browsers are signed out.")
        return super().form_valid(form)


password = require_http_methods(["GET", "POST"])(takes()(PasswordPage.as_view()))
