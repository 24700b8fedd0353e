"""Reading a requester's contact data for a case."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import conflict, forbidden
from cases.models import Case
from cases.states import OPEN, State
from cases.viewer import Viewer
from cases.world import viewer_in, world
from grids.roles import Permission
from residents import actions as residents
from residents.contact import Contact


def may_reveal(viewer: Viewer, case: Case) -> bool:
    """A government post that holds the case, triages it or calls back; nobody else needs to know."""
    if case.requester_id is None:
        return False
    units = {case.holder_id, case.triage_also_id} if case.state in OPEN else set()
    if case.state == State.CLOSED:
        units = {case.callback_unit_id}
    return any(
        post.allows(Permission.REVEAL_CONTACT)
        and post.unit_id in units
        and viewer.directory.units[post.unit_id].is_government
        for post in viewer.posts
    )


@transaction.atomic
def reveal(case: Case, *, by: User, at: dt.datetime, purpose: str) -> Contact:
    """Name and phone in clear, with the purpose on record. Raises `Refusal`.

    `forbidden` `identity_sealed` for whoever does not deal with the case now, whatever else their
    posts show; `conflict` `no_contact` where the requester left none.
    """
    if case.requester is None:
        raise conflict("no_contact", _("The requester left no contact."))
    if not may_reveal(viewer_in(world(at), by), case):
        raise forbidden("identity_sealed", _("Only who deals with the case now may see who asks."))
    return residents.reveal(case.requester, by=by, at=at, purpose=purpose, about=("case", case.number))
