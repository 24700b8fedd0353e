"""What the sweep needs to know and this app does not: posts, numbers, links to answer by, the working calendar.

The layers above know them and hand them in (`cases.telling`): units, cases and requesters are (kind, id)
here, so nothing in this app could look them up, and nothing registers itself by being imported.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from notices.channels import Sender
from notices.models import Notice
from notices.states import Channel
from notices.timing import Hours, WorksOn


@dataclass(frozen=True)
class Reach:
    """`people` gives the ids of users with a current post in a unit; `phones` the mobile numbers by the ids
    of requesters, without those who gave none or whose data were erased, `unit_phones` those of units without
    accounts. `tokens` gives, by the notice's id, the token of the page `/t/TOKEN/` on which it is answered."""

    people: Callable[[int], Collection[int]]
    phones: Callable[[Collection[int]], Mapping[int, str]]
    unit_phones: Callable[[Collection[int]], Mapping[int, str]]
    tokens: Callable[[Sequence[Notice]], Mapping[int, str]]
    works_on: WorksOn
    hours: Hours
    senders: Mapping[Channel, Sender]
    site: str
    language: str
