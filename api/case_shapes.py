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
    code_field,
    count_field,
    instant_field,
    text_field,
)
from cases.models import TaskKind
from cases.models.waiting import Wish
from cases.states import Channel, DeadlineKind, DeadlineState, Outcome, Severity, State, Supervision, Verb
from grids.levels import Level


class AskerShape(Shape):
    """The requester, masked."""

    name = text_field()
    phone = text_field()


class ProposalShape(Shape):
    """The first half of a verb of two persons."""

    verb = code_field([Verb.REJECT, Verb.REFER, Verb.CANCEL, Verb.TERMINATE])
    reason = text_field()
    by = text_field()
    at = instant_field()


class ReturnShape(Shape):
    """The holder asks for another one."""

    unit = UnitShape()
    reason = text_field()
    at = instant_field()


class RequestShape(Shape):
    """What the level above has to decide."""

    kind = code_field(Wish.values)
    reason = text_field()
    amount = text_field()
    review_on = serializers.DateField(allow_null=True)
    at = instant_field()


class MilestoneShape(Shape):
    """A step that the leader demanded."""

    id = serializers.IntegerField()
    what = text_field()
    due_at = instant_field()
    met_at = instant_field(or_null=True)


class LeaderShape(Shape):
    """The leader in charge; `name` is empty while the case waits for one."""

    unit = UnitShape()
    name = text_field()
    at = instant_field()
    milestones = MilestoneShape(many=True)


class EarlierShape(Shape):
    """A closed case of the same category at the same place, at most 90 days before the report."""

    number = text_field()
    outcome = code_field([Outcome.RESOLVED, Outcome.EXPLAINED])
    closed_at = instant_field()


class TaskShape(Shape):
    """A task of a helping unit. `end` is empty while it is open, else replied or overtaken."""

    id = serializers.IntegerField()
    kind = code_field(TaskKind.values)
    unit = UnitShape()
    asked_by = UnitShape()
    at = instant_field()
    due_at = instant_field()
    text = text_field()
    arrived_at = instant_field(or_null=True)
    ended_at = instant_field(or_null=True)
    end = code_field(["replied", "overtaken"], or_empty=True)
    reply = text_field()
    justified = serializers.BooleanField(allow_null=True)
    useful = serializers.BooleanField(allow_null=True)


class ClockShape(Shape):
    """A clock; `why` explains its due time line by line."""

    kind = code_field(DeadlineKind)
    state = code_field(DeadlineState)
    unit = UnitShape(allow_null=True)
    starts_at = instant_field()
    warn_at = instant_field(or_null=True)
    due_at = instant_field()
    stopped_at = instant_field(or_null=True)
    why = serializers.ListField(child=text_field())


class EventShape(Shape):
    """One event. `by` is empty for the requester and for timers; these have a `cause`.

    `title` and `why` say it in the reader's language: what was done, and line by line for which reason or by
    which rule.
    """

    seq = serializers.IntegerField(min_value=1)
    verb = code_field(Verb)
    at = instant_field()
    by = text_field()
    title = text_field()
    why = serializers.ListField(child=text_field())
    unit = UnitShape(allow_null=True)
    holder = UnitShape()
    from_state = code_field(State, or_empty=True)
    to_state = code_field(State)
    reason = text_field()
    cause = text_field()
    data = serializers.DictField()  # type: ignore[assignment]  # the metaclass takes it out of the class
    text = text_field()
    erased = serializers.BooleanField()


class CaseShape(Shape):
    """One case. `actions` are the verbs that you may use now; in the address, write them with dashes.

    `routing` says line by line why the case came to where it began, and which later signals of an alarm device
    were taken for the same matter.
    """

    number = text_field()
    external_number = text_field()
    channel = code_field(Channel)
    state = code_field(State)
    outcome = code_field(Outcome, or_empty=True)
    area = AreaShape()
    address = text_field()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    category = CategoryShape(allow_null=True)
    severity = code_field(Severity)
    sensitive = serializers.BooleanField()
    supervision = code_field(Supervision)
    holder = UnitShape()
    checking_unit = UnitShape(allow_null=True)
    callback_unit = UnitShape(allow_null=True)
    helpers = UnitShape(many=True)
    request = text_field()
    reply = text_field()
    requester = AskerShape(allow_null=True)
    identity_hidden = serializers.BooleanField()
    reported_at = instant_field()
    dispatched_at = instant_field(or_null=True)
    signed_at = instant_field(or_null=True)
    responded_at = instant_field(or_null=True)
    due_at = instant_field(or_null=True)
    disposed_at = instant_field(or_null=True)
    closed_at = instant_field(or_null=True)
    archived_at = instant_field(or_null=True)
    is_overdue = serializers.BooleanField()
    on_the_spot = serializers.BooleanField()
    designated = serializers.BooleanField()
    closed_level = code_field(Level, or_empty=True)
    returns = count_field()
    extensions = count_field()
    suspensions = count_field()
    reworks = count_field()
    reopenings = count_field()
    escalations = count_field()
    routing = serializers.ListField(child=text_field())
    proposal = ProposalShape(allow_null=True)
    return_request = ReturnShape(allow_null=True)
    waiting_for = RequestShape(allow_null=True)
    leader = LeaderShape(allow_null=True)
    recurs = EarlierShape(many=True)
    question = AskedShape(allow_null=True)
    tasks = TaskShape(many=True)
    urges = count_field()
    urged_at = instant_field(or_null=True)
    rating = RatingShape(allow_null=True)
    photos = PhotoShape(many=True)
    actions = serializers.ListField(child=code_field(Verb))
    deadlines = ClockShape(many=True)
    events = EventShape(many=True)
    event_count = serializers.IntegerField(min_value=1)


class CaseOutOfSight(Shape):
    """Your verb was carried out, and the case has left what your posts show."""

    number = text_field()
    out_of_sight = serializers.BooleanField()
