"""Coming in by a one-time link."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from evoweb.sign_in.models import use_link


@never_cache
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign the link's user in and go home; a used or expired link says so, with 403."""
    user = use_link(token)
    if user is None:
        if request.user.is_authenticated:  # the link was used in this very browser
            return redirect(settings.LOGIN_REDIRECT_URL)
        return render(request, "registration/link_refused.html", status=403)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(settings.LOGIN_REDIRECT_URL)
