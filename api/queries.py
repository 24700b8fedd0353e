"""What callers ask for in the address: the shape of each set of query parameters."""

from typing import Any, Final

from django.core.validators import RegexValidator
from django.http import QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from api.bodies import Body
from cases.states import Severity, State, Supervision
from grids.levels import Level

_CODE = RegexValidator(r"\A[0-9A-Za-z]{1,24}\Z")


def given(request: Request) -> QueryDict:
    """The query parameters that say something: a form sends the fields that were left empty too."""
    found = request.query_params.copy()
    for name in list(found):
        values = [value for value in found.getlist(name) if value]
        if values:
            found.setlist(name, values)
        else:
            del found[name]
    return found


def _code(**more: Any) -> Any:
    return serializers.CharField(validators=[_CODE], **more)


class CodeQuery(Body):
    """The query code of the receipt."""

    code = serializers.CharField()


class AreaQuery(Body):
    """Which areas; `after` is the code of the last area of the page before."""

    level = serializers.ChoiceField(choices=[level.value for level in Level], required=False)
    parent = _code(required=False)
    q = serializers.CharField(required=False, max_length=80)
    after = _code(required=False)


class PeriodQuery(Body):
    """An area and the local days from `since` to `until`, both included."""

    area = _code()
    since = serializers.DateField()
    until = serializers.DateField()


CASE_FILTERS: Final = (
    OpenApiParameter("q", description="Words of the request, or an exact number."),
    OpenApiParameter("state", enum=[state.value for state in State], many=True),
    OpenApiParameter("severity", enum=[severity.value for severity in Severity], many=True),
    OpenApiParameter("overdue", enum=["true", "false"]),
    OpenApiParameter("due", enum=["today"], description="The case's clock runs out between now and midnight."),
    OpenApiParameter("supervision", enum=[level.value for level in Supervision], many=True),
    OpenApiParameter("leader", enum=["true", "false"]),
    OpenApiParameter("area", description="Code; its subtree counts."),
    OpenApiParameter("exact_area", description="Code; its subtree does not count."),
    OpenApiParameter("category", description="Code."),
    OpenApiParameter("holder", OpenApiTypes.INT64, description="Id of the holding unit."),
    OpenApiParameter("since", OpenApiTypes.DATE, description="Reported on this local day or after it."),
    OpenApiParameter("until", OpenApiTypes.DATE, description="Reported on this local day or before it."),
    OpenApiParameter("cursor", description="From `next` or `previous`."),
)
"""`cases.filters.CaseFilter` in words of the schema, and the cursor."""
