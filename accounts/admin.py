"""Users in the reference-data site: made, given a password, closed and opened, all through the actions."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import users
from accounts.models import User
from accounts.refusals import Refusal


class UserForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no type at run time
    """A new user, or a new password for a known one."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("For a known user: left empty, the present one stays."),
    )

    class Meta:
        model = User
        fields = ("username", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = self.instance.pk is None

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        user = self.instance
        if user.pk is None:
            user = User(username=fields.get("username", ""), name=fields.get("name", ""))
        try:
            users.check_fields(user)
            if fields.get("password"):
                users.check_password(fields["password"], user)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.message), code=refusal.code) from None
        return fields


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no type at run time
    """Nobody is deleted: what people did stays theirs."""

    form = UserForm
    list_display = ("username", "name", "is_active", "is_demo", "last_login")
    list_filter = ("is_active", "is_demo")
    search_fields = ("username", "name")
    ordering = ("username",)
    actions = ["deactivate", "activate"]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return ["username", "name"] if obj else []

    def save_model(self, request: HttpRequest, obj: User, form: UserForm, change: bool) -> None:
        by, at, given = _who(request), _now(), form.cleaned_data
        if change and given["password"]:
            users.set_password(obj, given["password"], by=by, at=at)
        if not change:
            made = users.create(
                username=given["username"], name=given["name"], password=given["password"], by=by, at=at
            )
            obj.pk = made.pk

    @admin.action(description=_("Close the selected accounts"))
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            users.deactivate(user, by=_who(request), at=_now())
        messages.success(request, _("The accounts are closed."))

    @admin.action(description=_("Open the selected accounts"))
    def activate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            users.activate(user, by=_who(request), at=_now())
        messages.success(request, _("The accounts are open."))


def _who(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _now() -> Any:
    return timezone.now()  # noqa: TID251 - the reference-data site is an edge like the pages
