"""The resident's report: shape only. Where it happened is found by `grids`, all rules are the action's."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal, invalid
from cases import photos, texts
from cases.models import Category
from grids import locate
from grids.locate import Place
from residents import contact
from web.complained_office import conduct_codes, office_field, office_of
from web.forms import LongText, refuse


class PhotosInput(forms.FileInput):
    """Several files in one control. On a phone it opens the camera or the album."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class PhotosField(forms.FileField):
    """Up to four photos, each read and encoded anew."""

    widget = PhotosInput(attrs={"multiple": True, "accept": "image/*"})
    camera = PhotosInput(attrs={"id": "id_camera", "accept": "image/*", "capture": "environment"})
    """A second control of the same name: on a phone it opens the camera at once."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        try:
            return photos.read_all(data or [])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.message), code=refusal.code) from None


class ReportForm(forms.Form):
    """What a resident tells. `at` is when, for place codes that expire."""

    text = LongText(
        label=_("What is wrong?"),
        help_text=_("What it is, since when, what you wish for."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=texts.LONGEST,
        error_messages={"required": _("Please write something.")},
    )
    place_code = forms.CharField(label=_("Where is it?"), required=False)
    area_code = forms.CharField(label=_("Where is it?"), required=False)
    lat = forms.FloatField(label=_("Where is it?"), required=False)
    lon = forms.FloatField(label=_("Where is it?"), required=False)
    address = LongText(
        label=_("Where exactly?"),
        required=False,
        help_text=_("Building, entrance, floor, or what stands next to it."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    category = forms.ChoiceField(
        label=_("Kind of issue"), required=False, help_text=_("Leave it open if you are not sure.")
    )
    office = office_field()
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("Up to 4. Please without faces and number plates."),
    )
    name = forms.CharField(label=_("Your name"), required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    follow = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, categories: Sequence[Category], at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.conduct = conduct_codes(categories)
        self.fields["category"].choices = category_choices(categories)  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Adds `place` and `contact`, each refused at its field, and the `complained_unit`."""
        cleaned: dict[str, Any] = self.cleaned_data
        try:
            cleaned["contact"] = contact.clean(cleaned.get("name", ""), cleaned.get("phone", ""))
        except Refusal as refusal:
            refuse(self, refusal)
        try:
            cleaned["place"] = self._place(cleaned)
        except Refusal as refusal:
            self.add_error("area_code", forms.ValidationError(str(refusal.message), code=refusal.code))
        cleaned["complained_unit"] = self._complained(cleaned)
        return cleaned

    def matter(self, least: int = 1) -> dict[str, Any] | None:
        """What `cases.queries.duplicates` looks for, as far as it is filled in.

        None with fewer than `least` characters, without a place, and for a complaint about an office.
        """
        self.is_valid()
        fields = self.cleaned_data
        if len(fields.get("text", "").strip()) < least or "place" not in fields or fields["complained_unit"]:
            return None
        category = fields.get("category") or None
        return {"text": fields["text"], "area_code": fields["place"].area_code, "category_code": category}

    def _complained(self, cleaned: dict[str, Any]) -> int | None:
        """The office complained about; of any other kind of issue there is none."""
        asked = cleaned.get("category") in {"", *self.conduct}
        return (
            office_of(cleaned.get("office", ""), cleaned["place"].area_code) if asked and "place" in cleaned else None
        )

    def _place(self, cleaned: dict[str, Any]) -> Place:
        """The most exact of what was given: sheet, point, chosen area, words."""
        latitude, longitude = cleaned.get("lat"), cleaned.get("lon")
        if cleaned.get("place_code"):
            return locate.by_place_code(cleaned["place_code"], self.at)
        if latitude is not None and longitude is not None:
            return locate.by_point(latitude, longitude)
        if cleaned.get("area_code"):
            return locate.by_area(cleaned["area_code"])
        address = cleaned.get("address") or ""
        found = locate.by_text(f"{address}\n{cleaned.get('text') or ''}")
        if not address and not found.confidence:
            raise invalid("place_missing", _("Say where it is: choose a place, or say it under “Where exactly?”."))
        return found


def category_choices(categories: Sequence[Category]) -> list[tuple[str, Any]]:
    """Grouped choices by the catalogue's order; the first leaves it open."""
    groups = groupby(categories, key=lambda category: category.group_name)
    return [
        ("", _("Not sure")),
        *((name, [(category.code, category.name) for category in rows]) for name, rows in groups),
    ]
