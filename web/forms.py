"""What forms of both sides share: refusals at their field, and controls that never cut what is typed."""

from http import HTTPStatus
from typing import Any

from django import forms

from accounts.refusals import Refusal
from web.errors import STATUS

BAD_FORM = "bad_form"


def refuse(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal's sentence at its field where the form has it, else above the form."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, forms.ValidationError(str(refusal.message), code=refusal.code))


def faults(form: forms.Form) -> str:
    """Each field that is at fault with what is wrong with it, a line each: for who does not get the form back."""
    return "\n".join(
        f"{form.fields[name].label or name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()
    )


def status_of(refusal: Refusal) -> HTTPStatus:
    """The HTTP status with which the form is shown again."""
    return STATUS[refusal.kind]


class LongText(forms.CharField):
    """Text with a limit that refuses and never cuts: browsers cut pasted text at `maxlength`.

    Line ends arrive as CR LF from browsers and are counted as one character.
    """

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes = super().widget_attrs(widget)
        limit = attributes.pop("maxlength", None)
        return {**attributes, "data-limit": limit} if limit else attributes
