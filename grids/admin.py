"""Reference data: areas to look at, units, posts, place codes and party organisations through their actions."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from grids.actions import party, place_codes, posts, units
from grids.models import Area, PartyKind, PartyOrganisation, PlaceCode, Post, RevokeReason, Unit, UnitKind
from grids.roles import Role


class ByAction(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no type at run time
    """What is saved here is saved by an action, and nothing is ever deleted.

    The form rehearses the action in a transaction that it takes back, so that a refusal stands beside
    its field. `settled` are the fields that no action changes later.
    """

    settled: tuple[str, ...] = ()

    def act(self, request: HttpRequest, row: Any, given: dict[str, Any]) -> models.Model:
        """Perform the action for a known row, or for a new one (`row` None)."""
        raise NotImplementedError

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.settled if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (Rehearsed, form), {"act": partial(self.act, request)})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.pk = self.act(request, obj if change else None, form.cleaned_data).pk


class Rehearsed(forms.ModelForm):  # type: ignore[type-arg]  # takes no type at run time
    """Shows what the action refuses."""

    act: Any

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                with transaction.atomic():
                    self.act(self.instance if self.instance.pk else None, given)
                    transaction.set_rollback(True)
            except Refusal as refusal:
                self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.message))
        return given


@admin.register(Area)
class AreaAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no type at run time
    """Areas come in by `manage.py import_areas` alone."""

    list_display = ("code", "name", "level", "parent_id")
    list_filter = ("level",)
    search_fields = ("code", "name")
    fields = ("code", "name", "level", "parent", "aliases")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Unit)
class UnitAdmin(ByAction):
    """Units keep kind and area for ever."""

    list_display = ("name", "kind", "area_id", "phone")
    list_filter = ("kind",)
    search_fields = ("name", "area__code")
    ordering = ("area__code", "id")
    fields = ("kind", "name", "area", "phone")
    raw_id_fields = ("area",)
    settled = ("kind", "area")

    def act(self, request: HttpRequest, row: Unit | None, given: dict[str, Any]) -> Unit:
        who: Any = {"by": request.user, "at": _now()}
        if row is not None:
            return units.change(row, name=given["name"], phone=given["phone"], **who)
        kind, code = UnitKind(given["kind"]), given["area"].code
        return units.create(kind=kind, name=given["name"], area_code=code, phone=given["phone"], **who)


@admin.register(Post)
class PostAdmin(ByAction):
    """A post is given once; later only its last day is written."""

    list_display = ("user", "role", "unit", "area_id", "since", "until")
    list_filter = ("role",)
    list_select_related = ("user", "unit")
    search_fields = ("user__username", "user__name", "unit__name", "unit__area__code")
    ordering = ("unit__area__code", "id")
    fields = ("user", "unit", "role", "area", "since", "until", "deputy_of")
    raw_id_fields = ("user", "unit", "area", "deputy_of")
    settled = ("user", "unit", "role", "area", "since", "deputy_of")

    def act(self, request: HttpRequest, row: Post | None, given: dict[str, Any]) -> Post:
        who: Any = {"by": request.user, "at": _now()}
        if row is not None:
            return posts.end(row, on=given["until"], **who) if given["until"] else row
        return posts.assign(
            user=given["user"],
            unit=given["unit"],
            role=Role(given["role"]),
            since=given["since"],
            until=given["until"],
            area_code=given["area"].code if given["area"] else None,
            deputy_of=given["deputy_of"],
            **who,
        )


@admin.register(PartyOrganisation)
class PartyAdmin(ByAction):
    """Organisations and the public post of the one who leads; members are not kept."""

    list_display = ("name", "kind", "area_id", "secretary")
    list_filter = ("kind",)
    search_fields = ("name", "area__code")
    ordering = ("area__code", "id")
    fields = ("kind", "name", "area", "parent", "secretary")
    raw_id_fields = ("area", "parent")
    settled = ("kind", "area", "parent")

    def act(self, request: HttpRequest, row: PartyOrganisation | None, given: dict[str, Any]) -> PartyOrganisation:
        who: Any = {"by": request.user, "at": _now()}
        if row is not None:
            return party.change(row, name=given["name"], secretary=given["secretary"], **who)
        return party.found(
            kind=PartyKind(given["kind"]),
            name=given["name"],
            area_code=given["area"].code,
            parent=given["parent"],
            secretary=given["secretary"],
            **who,
        )


@admin.register(PlaceCode)
class PlaceCodeAdmin(ByAction):
    """Codes are made by chance, and revoked when a sheet is gone."""

    list_display = ("code", "area_id", "facility", "spot", "expires_at", "revoked_at", "revoke_reason")
    search_fields = ("code", "spot", "area__code")
    ordering = ("area__code", "id")
    fields = ("area", "facility", "spot", "expires_at")
    raw_id_fields = ("area",)
    actions = ("revoke",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def act(self, request: HttpRequest, row: PlaceCode | None, given: dict[str, Any]) -> PlaceCode:
        who: Any = {"by": request.user, "at": _now()}
        words = {name: given[name] for name in ("facility", "spot", "expires_at")}
        return place_codes.issue(given["area"].code, **words, **who)

    @admin.action(description=_("Revoke the selected codes"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[PlaceCode]) -> None:
        who: Any = {"by": request.user, "at": _now()}
        for row in queryset.filter(revoked_at=None):
            place_codes.revoke(row, reason=RevokeReason.OTHER, **who)


def _now() -> Any:
    return timezone.now()  # noqa: TID251 - the reference-data site is an edge like the pages
