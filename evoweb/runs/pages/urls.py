"""Addresses of the runs' pages."""

from django.urls import path

from evoweb.runs.pages import (
    account,
    comparison,
    editor,
    embeds,
    form_views,
    hall,
    hooks,
    how,
    lineage,
    new_run,
    parameters,
    views,
)
from evoweb.runs.system.metrics import metrics

app_name = "runs"
urlpatterns = [
    path("", views.home, name="home"),
    path("runs/new/", new_run.new_run, name="new"),
    path("runs/<int:run_id>/", views.run_page, name="run"),
    *(path(f"runs/<int:run_id>/{deed}/", views.act, {"deed": deed}, name=deed) for deed in views.DEEDS),
    path("runs/<int:run_id>/delete/", views.delete, name="delete"),
    path("runs/<int:run_id>/extend/", form_views.extend, name="extend"),
    path("runs/<int:run_id>/fork/", form_views.fork, name="fork"),
    path("runs/<int:run_id>/creatures/<str:name>/", views.replay, name="replay"),
    path("runs/<int:run_id>/lineage/", lineage.lineage, name="lineage"),
    path("runs/<int:run_id>/compare/", comparison.compare, name="compare"),
    path("embed/runs/<int:run_id>/creatures/<str:name>/", embeds.embed, name="embed"),
    path("designs/new/", editor.new_design, name="design-new"),
    path("designs/<int:design_id>/", editor.design, name="design"),
    path("compare/", comparison.compare_runs, name="compare-runs"),
    path("compare/race/", comparison.race, name="race"),
    path("how-it-works/", how.how, name="how"),
    path("docs/parameters/", parameters.parameters, name="parameters"),
    path("hall/", hall.hall, name="hall"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/tokens/", account.make_token, name="make-token"),
    path("account/tokens/<int:token_id>/revoke/", account.revoke, name="revoke-token"),
    path("account/webhook/", hooks.save, name="save-hook"),
    path("account/webhook/secret/", hooks.make_secret, name="hook-secret"),
    path("account/webhook/test/", hooks.test, name="test-hook"),
    path("account/webhook/remove/", hooks.remove, name="remove-hook"),
    path("system/", views.system, name="system"),
    path("metrics", metrics, name="metrics"),
]
