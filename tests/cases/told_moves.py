"""Clocks that were moved and what is said of each, line by line, computed by hand; see `told_clocks`."""

from cases.due_lines import Change
from tests.cases.told_clocks import CATEGORY, OFFICE, literal, local


def moved(why, at, old, new, by=""):
    return Change(local(old), local(new), why, local(at), by)


MOVED = [
    (
        literal(
            "resolve", "2026-09-30 14:30", "2026-10-20 15:30", {"limit": "1 WD", "source": "category"}, working=True
        ),
        [
            moved("extension", "2026-09-30 17:00", "2026-10-08 12:00", "2026-10-09 12:00", "张主任"),
            moved("suspension", "2026-10-20 00:00", "2026-10-09 12:00", "2026-10-20 15:30"),
        ],
        ("pending", None),
        [
            "Limit: 1 working day.",
            CATEGORY,
            OFFICE,
            "It runs from 2026-09-30 14:30.",
            "Counted: 2026-09-30, 14:30–18:00: 3 h 30 min.",
            "Not counted: 国庆节, 2026-10-01 – 10-07.",
            "Counted: 2026-10-08, 08:30–12:00: 3 h 30 min.",
            "Moved on 2026-09-30 17:00 by 张主任 from 2026-10-08 12:00 to 2026-10-09 12:00: more time was granted.",
            "Counted: 2026-10-08, 14:30–18:00: 3 h 30 min.",
            "Counted: 2026-10-09, 08:30–12:00: 3 h 30 min.",
            (
                "Moved on 2026-10-20 00:00 from 2026-10-09 12:00 to 2026-10-20 15:30: "
                "the case was suspended; that time is not counted."
            ),
            "When it stood still, 4 h 30 min were left; they run from then on.",
            "Counted: 2026-10-20, 08:30–12:00, 14:30–15:30: 4 h 30 min.",
            "Due at 2026-10-20 15:30.",
        ],
    ),
    (
        literal(
            "resolve",
            "2026-03-02 08:30",
            "2026-03-02 18:00",
            {"limit": "2 WD", "share": 50, "source": "category"},
            working=True,
        ),
        [moved("reopen", "2026-03-02 08:30", "2026-02-27 18:00", "2026-03-02 18:00", "李回访")],
        ("stopped", "2026-03-02 17:00"),
        [
            "Half of the limit of 2 working days, because the case was reopened.",
            CATEGORY,
            OFFICE,
            "It runs from 2026-03-02 08:30.",
            "Counted in full: 2026-03-02, 7 h.",
            (
                "Moved on 2026-03-02 08:30 by 李回访 from 2026-02-27 18:00 to 2026-03-02 18:00: "
                "the case was reopened with half of the limit."
            ),
            "Due at 2026-03-02 18:00.",
            "It has stood still since 2026-03-02 17:00; what is left runs on later.",
        ],
    ),
    (  # late by one working hour when its result was handed in, and so again after the check
        literal("resolve", "2026-03-05 15:00", "2026-03-09 09:00", {"limit": "1 WD"}, working=True),
        [moved("rework", "2026-03-09 10:00", "2026-03-06 15:00", "2026-03-09 09:00", "王核查")],
        ("pending", None),
        [
            "Limit: 1 working day.",
            OFFICE,
            "It runs from 2026-03-05 15:00.",
            "Counted: 2026-03-05, 15:00–18:00: 3 h.",
            "Counted: 2026-03-06, 08:30–12:00, 14:30–15:00: 4 h.",
            (
                "Moved on 2026-03-09 10:00 by 王核查 from 2026-03-06 15:00 to 2026-03-09 09:00: "
                "the check sent it back; the time of the check is not counted."
            ),
            "When it stood still, it was late by 1 h; it is late by as much again.",
            "Due at 2026-03-09 09:00.",
        ],
    ),
    (  # Monday afternoon the desk sees that it had sent it to the wrong unit
        literal(
            "resolve", "2026-03-02 08:30", "2026-03-04 15:30", {"limit": "2 WD", "source": "category"}, working=True
        ),
        [moved("desk_fault", "2026-03-02 15:30", "2026-03-03 18:00", "2026-03-04 15:30", "刘受理")],
        ("pending", None),
        [
            "Limit: 2 working days.",
            CATEGORY,
            OFFICE,
            "It runs from 2026-03-02 08:30.",
            "Counted in full: 2026-03-02 – 03-03, 14 h.",
            (
                "Moved on 2026-03-02 15:30 by 刘受理 from 2026-03-03 18:00 to 2026-03-04 15:30: "
                "the desk had sent it to the wrong unit; its time started anew."
            ),
            "Counted: 2026-03-02, 15:30–18:00: 2 h 30 min.",
            "Counted in full: 2026-03-03, 7 h.",
            "Counted: 2026-03-04, 08:30–12:00, 14:30–15:30: 4 h 30 min.",
            "Due at 2026-03-04 15:30.",
        ],
    ),
    (  # summer hours were set while it ran
        literal("resolve", "2027-04-30 16:00", "2027-05-03 16:30", {"limit": "1 WD"}, working=True),
        [moved("hours", "2027-04-30 17:00", "2027-05-03 16:00", "2027-05-03 16:30")],
        ("pending", None),
        [
            "Limit: 1 working day.",
            OFFICE,
            "It runs from 2027-04-30 16:00.",
            "Counted: 2027-04-30, 16:00–18:00: 2 h.",
            "Not counted: weekend, 2027-05-01 – 05-02.",
            "From 2027-05-03 on the office hours are 08:30–12:00, 15:00–18:30.",
            "Counted: 2027-05-03, 08:30–12:00, 15:00–16:30: 5 h.",
            "Moved on 2027-04-30 17:00 from 2027-05-03 16:00 to 2027-05-03 16:30: the office hours changed.",
            "The holidays of 2027 are not published yet; weekdays only, to be computed again.",
            "Due at 2027-05-03 16:30.",
        ],
    ),
    (  # the holidays of May became known while it ran
        literal("resolve", "2026-04-30 14:30", "2026-05-05 12:00", {"limit": "1 WD"}, working=True),
        [moved("calendar", "2026-04-30 16:00", "2026-05-04 12:00", "2026-05-05 12:00", "赵管理")],
        ("pending", None),
        [
            "Limit: 1 working day.",
            OFFICE,
            "It runs from 2026-04-30 14:30.",
            "Counted: 2026-04-30, 14:30–18:00: 3 h 30 min.",
            "Counted in full: 2026-05-01, 7 h.",
            "Not counted: weekend, 2026-05-02 – 05-03.",
            "Not counted: a day off, 2026-05-04.",
            "Counted: 2026-05-05, 08:30–12:00: 3 h 30 min.",
            (
                "Moved on 2026-04-30 16:00 by 赵管理 from 2026-05-04 12:00 to 2026-05-05 12:00: "
                "the working calendar changed."
            ),
            "Due at 2026-05-05 12:00.",
        ],
    ),
    (
        literal(
            "archive", "2026-03-01 09:00", "2026-04-10 15:00", {"limit": "30 CD", "source": "figure:archive_after"}
        ),
        [moved("master", "2026-03-31 09:00", "2026-03-31 09:00", "2026-04-10 15:00")],
        ("pending", None),
        [
            "Limit: 30 calendar days.",
            "The limit is the county's figure as of 2026-03-01.",
            "Every day counts, weekends and holidays too; it ends at the same time of the day.",
            "It runs from 2026-03-01 09:00.",
            (
                "Moved on 2026-03-31 09:00 from 2026-03-31 09:00 to 2026-04-10 15:00: "
                "the case into which it was merged is not over yet."
            ),
            "Due at 2026-04-10 15:00.",
        ],
    ),
]
