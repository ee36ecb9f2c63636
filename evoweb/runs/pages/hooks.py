"""The webhook's part of the Account page: its address, its secret, a test."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evoweb.runs.errors import Refused
from evoweb.runs.models import Webhook
from evoweb.runs.pages.account import account_page, user_of
from evoweb.runs.pages.hook_form import HookForm
from evoweb.runs.people import hooks

PLACE = "/account/#webhook"


@login_required
@never_cache
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Make the webhook, and show its secret this once; or change it."""
    form = HookForm(request.POST)
    if not form.is_valid():
        return account_page(request, status=422, hook_form=form)
    site = f"{request.scheme}://{request.get_host()}"
    secret = hooks.set_hook(user_of(request), form.cleaned_data["url"], form.cleaned_data["active"], site)
    if secret:
        return account_page(request, status=201, hook_secret=secret)
    messages.info(request, "The webhook was changed.")
    return redirect(PLACE)


@login_required
@never_cache
@require_POST
def make_secret(request: HttpRequest) -> HttpResponse:
    """Sign with another secret, and show it this once."""
    try:
        secret = hooks.new_secret(user_of(request))
    except Webhook.DoesNotExist as missing:
        raise Http404("No webhook") from missing
    return account_page(request, status=201, hook_secret=secret)


@login_required
@require_POST
def test(request: HttpRequest) -> HttpResponse:
    """Have the webhook called, to see whether it works."""
    try:
        hooks.test_hook(user_of(request))
    except Webhook.DoesNotExist as missing:
        raise Http404("No webhook") from missing
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(PLACE)


@login_required
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Tell nobody any more."""
    if not hooks.remove_hook(user_of(request)):
        raise Http404("No webhook")
    messages.info(request, "The webhook was removed.")
    return redirect(PLACE)
