"""The agreement as a document: what stands on it, for the page and for the file alike (人民调解法 Art. 28–31).

A written agreement is signed by all (人民调解协议书); of an oral one the mediator writes a record
(口头协议登记). Names stand in clear where the caller has them from `agreements.write_out`, and masked
elsewhere. Telephone numbers never do: the law asks for none, and the parties add by hand what they wish.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.refusals import conflict, not_found
from cases.world import World
from procedures import guards, limits, words
from procedures.models import MediationAgreement
from procedures.queries import MediationFile
from procedures.states.mediation import Form


@dataclass(frozen=True, slots=True)
class Party:
    """One side as it is named at the head."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, line by line."""

    heading: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Paper:
    """The document from top to bottom.

    `own_words` is what each party writes of itself, as far as it wishes; `signatures` label the lines to sign on.
    """

    title: str
    number: str
    parties: list[Party]
    own_words: str
    sections: list[Section]
    remarks: list[str]
    signatures: list[str]
    seal: str


def agreement_of(file: MediationFile) -> MediationAgreement:
    """The agreement of a file. Raises `Refusal` not_found for who does not read it, conflict `no_agreement`."""
    if not file.reads:
        raise not_found(_("There is no such record."))
    if file.agreement is None:
        raise conflict("no_agreement", _("There is no agreement."))
    return file.agreement


def paper(file: MediationFile, present: World, names: Sequence[str] = ()) -> Paper:
    """The document of a mediation in the reader's language; without `names` (one a party) they are masked.

    Raises `Refusal` as `agreement_of`.
    """
    found = agreement_of(file)
    oral = found.form == Form.ORAL
    unit = present.directory.units[file.matter.unit_id].name
    shown = names or [party.contact.name_masked for party in file.parties]
    parties = [Party(str(words.PARTIES[party.position]), name) for party, name in zip(file.parties, shown, strict=True)]
    return Paper(
        title=_("Record of an oral agreement") if oral else _("People's mediation agreement"),
        number=f"{file.matter.case.number}-{file.matter.pk}",
        parties=parties,
        own_words=_("Sex, age, address or workplace"),
        sections=_sections(found),
        remarks=_remarks(file, present, oral=oral),
        signatures=_signatures(file, [] if oral else parties),
        seal=_("%(unit)s (seal)") % {"unit": unit},
    )


def _sections(found: MediationAgreement) -> list[Section]:
    way = [*found.way.splitlines(), _("To be performed by %(day)s.") % {"day": _day(found.perform_by)}]
    return [
        Section(_("Facts and what was in dispute"), found.facts.splitlines()),
        Section(_("What the parties agree on"), found.content.splitlines()),
        Section(_("In which way, and until when"), way),
    ]


def _remarks(file: MediationFile, present: World, *, oral: bool) -> list[str]:
    """How it was made, that it binds (Art. 31), the court (Art. 33), the other ways, the copies (Art. 29)."""
    made = (
        _("The parties agreed by word of mouth on %(day)s; it is in effect since then. The mediator recorded it.")
        if oral
        else _("The parties agreed on %(day)s of their own will. It takes effect when all have signed.")
    )
    remarks = [
        made % {"day": _day(agreement_of(file).agreed_on)},
        _("The agreement binds the parties; they perform it as agreed."),
    ]
    if guards.confirmation_is_offered(file.matter, present):
        court = _(
            "Within %(confirm_days)s days of its effect, the parties may together ask the court to confirm this "
            "agreement."
        )
        remarks.append(court % {"confirm_days": limits.CONFIRM_DAYS})
    remarks.append(str(words.OTHER_ROUTES))
    if not oral:
        copies = _("Made in %(n)d copies: one for each party, one for whoever mediated.")
        remarks.append(copies % {"n": len(file.parties) + 1})
    return remarks


def _signatures(file: MediationFile, parties: Sequence[Party]) -> list[str]:
    mediators = [post.user.name for post in file.matter.mediators.select_related("user").order_by("id")]
    return [
        *(_("%(label)s, signature or fingerprint") % {"label": party.label} for party in parties),
        *(_("Mediator %(name)s, signature") % {"name": name} for name in mediators),
    ]


def _day(on: dt.date) -> str:
    """A day as the reader's language writes it: 2026年3月2日."""
    return date_format(on, "DATE_FORMAT")
