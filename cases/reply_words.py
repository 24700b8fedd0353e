"""Words prepared for a verb, with variables in braces from a closed list. Pure."""

import re
from collections.abc import Mapping
from typing import Final

from cases.states import Verb

VARIABLES: Final = ("number", "category", "place", "due", "unit", "date")
"""Facts of the case that its requester knows anyway; never a name, a telephone number or a word of staff."""

TO_REQUESTER: Final = (Verb.SETTLE, Verb.SUBMIT_RESULT, Verb.REJECT, Verb.REFER)
TO_COLLEAGUES: Final = (Verb.RETURN_ORDER, Verb.ESCALATE, Verb.DELEGATE, Verb.REWORK)
WORDED: Final = (*TO_REQUESTER, *TO_COLLEAGUES)
"""The verbs for which words can be prepared; those of the first four go to the requester."""

_BRACED: Final = re.compile(r"\{([^{}]*)\}")


def unknown(body: str) -> list[str]:
    """What stands in braces and is no variable, in order; a brace that is left open counts as `{` or `}`."""
    found = [name for name in _BRACED.findall(body) if name not in VARIABLES]
    rest = _BRACED.sub("", body)
    return found + [brace for brace in "{}" if brace in rest]


def fill(body: str, values: Mapping[str, str]) -> str:
    """The words with each variable's value; a value is put in as it is, braces and all."""
    return _BRACED.sub(lambda match: values.get(match.group(1), match.group(0)), body)
