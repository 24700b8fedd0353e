"""The shapes of one case in full, for the schema only: `api.output` builds it, a test compares the two."""

from rest_framework import serializers

from api.shapes import (
    AreaShape,
    AskedShape,
    CategoryShape,
    PhotoShape,
    RatingShape,
    Shape,
    UnitShape,
    _at,
    _count,
    _one_of,
    _text,
)
from cases.models import TaskKind
from cases.models.waiting import Wish
from cases.states import Channel, DeadlineKind, DeadlineState, Outcome, Severity, State, Supervision, Verb
from grids.levels import Level


class AskerShape(Shape):
    """The requester, masked."""

    name = _text()
    phone = _text()


class ProposalShape(Shape):
    """The first half of a verb of two persons."""

    verb = _one_of([Verb.REJECT, Verb.REFER, Verb.CANCEL, Verb.TERMINATE])
    reason = _text()
    by = _text()
    at = _at()


class ReturnShape(Shape):
    """The holder asks for another one."""

    unit = UnitShape()
    reason = _text()
    at = _at()


class RequestShape(Shape):
    """What the level above has to decide."""

    kind = _one_of(Wish.values)
    reason = _text()
    amount = _text()
    review_on = serializers.DateField(allow_null=True)
    at = _at()


class MilestoneShape(Shape):
    """A step that the leader demanded."""

    id = serializers.IntegerField()
    what = _text()
    due_at = _at()
    met_at = _at(or_null=True)


class LeaderShape(Shape):
    """The leader in charge; `name` is empty while the case waits for one."""

    unit = UnitShape()
    name = _text()
    at = _at()
    milestones = MilestoneShape(many=True)


class EarlierShape(Shape):
    """A closed case of the same category at the same place, at most 90 days before the report."""

    number = _text()
    outcome = _one_of([Outcome.RESOLVED, Outcome.EXPLAINED])
    closed_at = _at()


class TaskShape(Shape):
    """A task of a helping unit. `end` is empty while it is open, else replied or overtaken."""

    id = serializers.IntegerField()
    kind = _one_of(TaskKind.values)
    unit = UnitShape()
    asked_by = UnitShape()
    at = _at()
    due_at = _at()
    text = _text()
    arrived_at = _at(or_null=True)
    ended_at = _at(or_null=True)
    end = _one_of(["replied", "overtaken"], or_empty=True)
    reply = _text()
    justified = serializers.BooleanField(allow_null=True)
    useful = serializers.BooleanField(allow_null=True)


class ClockShape(Shape):
    """A clock; `why` explains its due time line by line."""

    kind = _one_of(DeadlineKind)
    state = _one_of(DeadlineState)
    unit = UnitShape(allow_null=True)
    starts_at = _at()
    warn_at = _at(or_null=True)
    due_at = _at()
    stopped_at = _at(or_null=True)
    why = serializers.ListField(child=_text())


class EventShape(Shape):
    """One event. `by` is empty for the requester and for timers; these have a `cause`.

    `title` and `why` say it in the reader's language: what was done, and line by line for which reason or by
    which rule.
    """

    seq = serializers.IntegerField(min_value=1)
    verb = _one_of(Verb)
    at = _at()
    by = _text()
    title = _text()
    why = serializers.ListField(child=_text())
    unit = UnitShape(allow_null=True)
    holder = UnitShape()
    from_state = _one_of(State, or_empty=True)
    to_state = _one_of(State)
    reason = _text()
    cause = _text()
    data = serializers.DictField()  # type: ignore[assignment]  # the metaclass takes it out of the class
    text = _text()
    erased = serializers.BooleanField()


class CaseShape(Shape):
    """One case. `actions` are the verbs that you may use now; in the address, write them with dashes.

    `routing` says line by line why the case came to where it began, and which later signals of an alarm device
    were taken for the same matter.
    """

    number = _text()
    external_number = _text()
    channel = _one_of(Channel)
    state = _one_of(State)
    outcome = _one_of(Outcome, or_empty=True)
    area = AreaShape()
    address = _text()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    category = CategoryShape(allow_null=True)
    severity = _one_of(Severity)
    sensitive = serializers.BooleanField()
    supervision = _one_of(Supervision)
    holder = UnitShape()
    checking_unit = UnitShape(allow_null=True)
    callback_unit = UnitShape(allow_null=True)
    helpers = UnitShape(many=True)
    request = _text()
    reply = _text()
    requester = AskerShape(allow_null=True)
    identity_hidden = serializers.BooleanField()
    reported_at = _at()
    dispatched_at = _at(or_null=True)
    signed_at = _at(or_null=True)
    responded_at = _at(or_null=True)
    due_at = _at(or_null=True)
    disposed_at = _at(or_null=True)
    closed_at = _at(or_null=True)
    archived_at = _at(or_null=True)
    is_overdue = serializers.BooleanField()
    on_the_spot = serializers.BooleanField()
    designated = serializers.BooleanField()
    closed_level = _one_of(Level, or_empty=True)
    returns = _count()
    extensions = _count()
    suspensions = _count()
    reworks = _count()
    reopenings = _count()
    escalations = _count()
    routing = serializers.ListField(child=_text())
    proposal = ProposalShape(allow_null=True)
    return_request = ReturnShape(allow_null=True)
    waiting_for = RequestShape(allow_null=True)
    leader = LeaderShape(allow_null=True)
    recurs = EarlierShape(many=True)
    question = AskedShape(allow_null=True)
    tasks = TaskShape(many=True)
    urges = _count()
    urged_at = _at(or_null=True)
    rating = RatingShape(allow_null=True)
    photos = PhotoShape(many=True)
    actions = serializers.ListField(child=_one_of(Verb))
    deadlines = ClockShape(many=True)
    events = EventShape(many=True)
    event_count = serializers.IntegerField(min_value=1)


class CaseOutOfSight(Shape):
    """Your verb was carried out, and the case has left what your posts show."""

    number = _text()
    out_of_sight = serializers.BooleanField()
