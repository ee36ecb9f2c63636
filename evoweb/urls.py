"""Addresses of the web product."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from django.views.decorators.http import require_GET, require_http_methods, require_safe
from django_q.models import Failure, OrmQ, Schedule, Success

from evoweb.health import failed, healthz, livez, readyz
from evoweb.missing import missing
from evoweb.runs.api import api
from evoweb.sign_in.views import sign_in

# The queue's own admin pages unpickle payloads and offer to run them again; a run's row is the truth here.
for model in (Failure, OrmQ, Schedule, Success):
    admin.site.unregister(model)
admin.site.site_header = admin.site.site_title = "EvoWeb admin"
admin.site.index_title = "What is stored"

login = require_http_methods(["GET", "POST"])(LoginView.as_view(redirect_authenticated_user=True))

urlpatterns = [
    path("", include("evoweb.runs.pages.urls")),
    path("api/", api.urls),
    path("accounts/login/", login, name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("sign-in/<str:token>/", require_GET(sign_in), name="sign-in"),
    path("admin/", admin.site.urls),
    path("healthz", require_safe(healthz), name="healthz"),
    path("livez", require_safe(livez), name="livez"),
    path("readyz", require_safe(readyz), name="readyz"),
]
handler404 = missing
handler500 = failed
