from django.contrib import admin
from django.http import HttpRequest

from evoweb.sign_in.models import SignInLink


@admin.register(SignInLink)
class SignInLinkAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Read and delete: a link is issued by `make run`, never typed."""

    list_display = ("user", "created", "expires", "used")
    list_filter = ("used",)
    readonly_fields = ("user", "created", "expires", "used")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
