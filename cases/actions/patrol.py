"""Found on a round and settled there and then (发现即办结): a report and its settlement in one step.

Nothing of its own is decided here: the two actions run one after the other in one transaction, with the same
checks, events and sampling. Where the person was, or for how long, is neither asked nor kept (hazard E5).
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal, conflict
from cases.actions import handling, intake
from cases.actions.intake import Reported
from cases.photos import Photo
from cases.states import Channel
from grids.locate import Place

ELSEWHERE = frozenset({"wrong_state", "not_your_unit", "not_on_the_spot"})
"""How `settle` refuses a case that the rules sent to somebody else, or that waits for a desk."""


@transaction.atomic
def found_and_settled(
    *,
    text: str,
    reply: str,
    by: User,
    at: dt.datetime,
    place: Place,
    category_code: str,
    address: str = "",
    photos: Sequence[Photo] = (),
) -> Reported:
    """Both or neither. The photos belong to the settlement.

    Raises `Refusal` as `intake.report` and `handling.settle` do, and 409 `goes_elsewhere` where the rules send
    the new case to another unit, or to a desk.
    """
    reported = intake.report(
        text=text,
        at=at,
        by=by,
        channel=Channel.PATROL,
        place=place,
        category_code=category_code,
        address=address,
    )
    try:
        handling.settle(reported.case, by=by, at=at, reply=reply, photos=photos)
    except Refusal as refusal:
        if refusal.code not in ELSEWHERE:
            raise
        message = _("The rules send this to another unit. Record the issue without settling it.")
        raise conflict("goes_elsewhere", message) from refusal
    return reported
