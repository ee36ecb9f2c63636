"""What people may use and did, and the processes that compute."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from evoweb.runs.admin.shapes import NameForm, ReadOnly, Searched, pretty
from evoweb.runs.models import ApiToken, ComputeProcess, DailyUse, Deed, Keeper, Quota


@admin.register(ComputeProcess)
class ComputeProcessAdmin(ReadOnly):
    """What the System page shows of each, as it was reported."""

    list_display = ("pid", "kind", "host", "threads", "started", "seen")
    list_filter = ("kind", "host")
    search_fields = ("host", "=pid")


@admin.register(Keeper)
class KeeperAdmin(ReadOnly):
    """Who looks after the runs, machine by machine."""

    list_display = ("host", "pid", "seen")
    search_fields = ("host",)


@admin.register(ApiToken)
class ApiTokenAdmin(Searched):
    """Tokens are made on the Account page or by `manage.py create_token`; here they can be revoked."""

    form = NameForm

    list_display = ("name", "user", "scope", "created", "last_used", "revoked")
    list_filter = ("revoked", "scope")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    fields = ("name", "user", "scope", "created", "last_used", "revoked")
    readonly_fields = ("user", "scope", "created", "last_used", "revoked")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description="Revoke the chosen tokens")
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        count = tokens.filter(revoked=None).update(revoked=timezone.now())
        self.message_user(request, f"{count} tokens revoked")


@admin.register(Quota)
class QuotaAdmin(Searched):
    """The bounds of a user; the row without a user holds for everybody who has none of their own."""

    list_display = ("__str__", "unfinished_runs", "creature_steps_a_day", "stored_bytes", "clip_days")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    autocomplete_fields = ("user",)


@admin.register(DailyUse)
class DailyUseAdmin(ReadOnly):
    list_display = ("user", "day", "creature_steps")
    list_select_related = ("user",)
    list_filter = ("day",)
    search_fields = ("user__username",)


@admin.register(Deed)
class DeedAdmin(ReadOnly):
    list_display = ("at", "username", "deed", "run_name", "run")
    list_select_related = ("run",)
    list_filter = ("deed",)
    search_fields = ("username", "run_name", "=run__id")
    date_hierarchy = "at"
    fields = ("at", "username", "deed", "run_name", "run", "details")
    readonly_fields = ("details",)

    @admin.display(description="Detail")
    def details(self, deed: Deed) -> str:
        return pretty(deed.detail)
