"""When the beat calls which task.

Every task may run late, twice or in parallel: the database decides what is due. A call that found no
worker before the next call is made expires, so that a stopped worker leaves no queue behind.
"""

from typing import Any

HOUR, DAY = 3600, 86400

# Task -> seconds between two calls.
EVERY = {
    "cases.tasks.run_timers": 5,
    "cases.tasks.deliver_notices": 2,
    "cases.tasks.set_anchor": HOUR,
    "cases.tasks.publish_months": HOUR,
    "procedures.tasks.run_clocks": 60,
    "procedures.tasks.reckon_clocks": HOUR,
    "cases.tasks.erase_contacts": DAY,
    "volunteers.tasks.finish_past_posts": HOUR,
    "accounts.tasks.purge": DAY,
    "notices.tasks.purge": DAY,
}

BEAT: dict[str, dict[str, Any]] = {
    task: {"task": task, "schedule": float(seconds), "options": {"expires": seconds}} for task, seconds in EVERY.items()
}
