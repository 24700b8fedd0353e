"""The limits of the procedures: the law's in days, our own in the units of `cases.worktime`. Pure.

Own limits [P] are marked; a county may change them. All others: 信访工作条例 Art. 22–23 and 34–36,
人民调解法 Art. 33, 司法部 若干规定 Art. 33 (case process §4.6).
"""

from collections.abc import Mapping
from typing import Final

from cases.worktime import Limit
from procedures.states.hazard import Grade

CONSENT: Final = Limit.parse("5 WD")
"""[P] From the application until both sides have said yes or one has said no."""
MEDIATE_DAYS: Final = 30
MOST_EXTENSION_DAYS: Final = 30
CONFIRM_DAYS: Final = 30

REGISTER_DAYS: Final = 15
INFORM_DAYS: Final = 15
OBJECT: Final = Limit.parse("5 WD")
DECIDE_OBJECTION: Final = Limit.parse("2 WD")
"""[P]"""
ACCEPT_DAYS: Final = 15
"""[P] From telling the petitioner to accepting; the law sets no figure of its own."""
DECIDE_DAYS: Final = 60
DECIDE_EXTENSION_DAYS: Final = 30
SERVE_DAYS: Final = 10
"""[P] From the decision to its service."""
ASK_REVIEW_DAYS: Final = 30
REVIEW_DAYS: Final = 30
MOST_REPRESENTATIVES: Final = 5

GRADE: Final = Limit.parse("3 WD")
"""[P]"""
CONTROL: Final[Mapping[Grade, Limit]] = {Grade.C: Limit.parse("72 CH"), Grade.D: Limit.parse("24 CH")}
"""[P] for C; D: the danger limit of category BLD01."""
RECTIFY: Final = Limit.parse("30 WD")
"""[P] The limit of category BLD01."""
RECHECK: Final = Limit.parse("5 WD")
CLEAR: Final = Limit.parse("3 WD")
"""[P] Both."""
