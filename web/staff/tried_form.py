"""A form whose effect is looked at before it is kept: what was tried is what is kept."""

from django import forms

from cases.marks import mark_of


class TriedForm(forms.Form):
    """Sent back with `do=keep` and, as `tried`, the fingerprint of the values that were tried."""

    def fingerprint(self) -> str:
        """Another one for other values. After `is_valid`."""
        return mark_of(sorted((name, str(value)) for name, value in self.cleaned_data.items()))

    def is_kept(self) -> bool:
        """The person has seen what these very values do, and wants them. After `is_valid`."""
        return self.data.get("do") == "keep" and self.data.get("tried") == self.fingerprint()
