"""The answers of the statistics: figures of an area and a period."""

from rest_framework import serializers

from api.shapes import Shape, count_field, instant_field, text_field


class RateShape(Shape):
    """A share with what it is made of. `is_small`: under 30, too few to compare."""

    numerator = count_field()
    denominator = count_field()
    percent = serializers.FloatField(allow_null=True)
    is_small = serializers.BooleanField()


class CountsShape(Shape):
    """Numbers of cases and their rates."""

    received = count_field()
    dispatched = count_field()
    closed = count_field()
    due = count_field()
    disposed = count_field()
    on_time = count_field()
    reworks = count_field()
    open = count_field()
    overdue = count_field()
    suspended = count_field()
    dispose_rate = RateShape()
    dispose_on_time_rate = RateShape()
    rework_rate = RateShape()


class LineShape(CountsShape):
    """The counts of one category or of one part of the area."""

    code = text_field()
    name = text_field()


class NamedArea(Shape):
    """An area's code and name."""

    code = text_field()
    name = text_field()


class HazardCountShape(Shape):
    """Hazards of a grade that are on the list as of `at`, by state. `grade` is empty where not graded yet."""

    grade = text_field()
    states = serializers.DictField(child=serializers.IntegerField())
    on_list = count_field()
    overdue = count_field()


class ScreenedShape(RateShape):
    """Communities with a dispute screening meeting in the month, of all communities; `missing` had none."""

    month = text_field()
    missing = NamedArea(many=True)


class FiguresShape(Shape):
    """The figures of an area and a period; open, overdue and hazards are a stock as of `at`.

    `screening_coverage` is of the month in which the period ends, null for who takes no part in meetings.
    """

    area = NamedArea()
    since = serializers.DateField()
    until = serializers.DateField()
    at = instant_field()
    total = CountsShape()
    by_category = LineShape(many=True)
    by_area = LineShape(many=True)
    closed_at_level_rates = serializers.DictField(child=RateShape())
    outcomes = serializers.DictField(child=serializers.IntegerField())
    return_rate = RateShape()
    satisfaction_rate = RateShape()
    hazards = HazardCountShape(many=True)
    screening_coverage = ScreenedShape(allow_null=True)
