"""What people keep for themselves. It is theirs to change; here it can only be looked at."""

from django.contrib import admin
from django.http import HttpRequest

from evoweb.runs.admin.shapes import ReadOnly, Searched, pretty
from evoweb.runs.models import ColumnSet, Design, HookCall, OwnPreset, Webhook


@admin.register(OwnPreset)
class OwnPresetAdmin(ReadOnly):
    list_display = ("name", "user", "created")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    fields = ("name", "user", "created", "values")
    readonly_fields = ("values",)

    @admin.display(description="Settings")
    def values(self, preset: OwnPreset) -> str:
        return pretty(preset.settings)


@admin.register(ColumnSet)
class ColumnSetAdmin(ReadOnly):
    list_display = ("name", "user", "created")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")


@admin.register(Design)
class DesignAdmin(ReadOnly):
    list_display = ("name", "user", "created", "changed")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    fields = ("name", "user", "created", "changed", "creature")
    readonly_fields = ("creature",)

    @admin.display(description="Genome")
    def creature(self, design: Design) -> str:
        return pretty(design.genome)


@admin.register(Webhook)
class WebhookAdmin(Searched):
    """Without its secret, which only its owner was shown; one that does harm can be switched off or removed."""

    list_display = ("user", "url", "active", "created")
    list_filter = ("active",)
    list_select_related = ("user",)
    search_fields = ("user__username", "url")
    fields = ("user", "url", "site", "active", "created")
    readonly_fields = ("user", "url", "site", "created")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Made on the Account page, where the secret is shown."""
        return False


@admin.register(HookCall)
class HookCallAdmin(ReadOnly):
    list_display = ("created", "webhook", "event", "run", "attempts", "delivered", "due", "answer")
    list_select_related = ("webhook__user", "run")
    list_filter = ("event",)
    search_fields = ("webhook__user__username", "=run__id")
    fields = ("created", "webhook", "run", "event", "attempts", "due", "delivered", "answer", "message")
    readonly_fields = ("message",)

    @admin.display(description="Body")
    def message(self, call: HookCall) -> str:
        return pretty(call.body)
