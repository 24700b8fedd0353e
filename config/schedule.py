"""When the beat calls which task. The tasks may run late, twice or in parallel: the database decides what is due."""

from typing import Any

SECOND, MINUTE, HOUR = 1.0, 60.0, 3600.0

BEAT: dict[str, dict[str, Any]] = {}
