"""What people write in the demo: requests, notes, replies, in their own words about their own place."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from config.demo.dice import Dice

DATA = Path(__file__).resolve().parent / "data"


@cache
def data(name: str) -> Any:
    """One of the JSON files of the demo."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Words:
    """The words of one case. `spot` lies outdoors, `home` is a building; `request` names one of them."""

    category: str
    request: str
    spot: str
    home: str
    dice: Dice

    @property
    def is_at_home(self) -> bool:
        """The request speaks of a building."""
        return "{home}" in self.request

    @property
    def place(self) -> str:
        """Where it is, as the request says it."""
        return self.home if self.is_at_home else self.spot

    def _filled(self, template: str) -> str:
        return template.format(spot=self.spot, home=self.home, place=self.place)

    def asked(self) -> str:
        """The request."""
        return self._filled(self.request)

    def note(self) -> str:
        """What the handler writes down after a visit or a call."""
        return self._filled(self.dice.pick(data("texts")[self.category]["notes"]))

    def reply(self, *, late: bool) -> str:
        """What the requester is told; with an excuse where it took too long."""
        reply = self._filled(self.dice.pick(data("texts")[self.category]["replies"]))
        return reply + self.dice.pick(data("phrases")["late"]) if late else reply

    def explanation(self) -> str:
        """Why it cannot be done."""
        return self._filled(self.dice.pick(data("phrases")["explained"]))

    def phrase(self, *path: str) -> str:
        """A general phrase by its path in the file, one of several where there are several."""
        found = data("phrases")
        for name in path:
            found = found[name]
        return self._filled(found if isinstance(found, str) else self.dice.pick(found))

    def reason(self, verb: str) -> tuple[str, str]:
        """A reason code of a verb, and the words that go with it."""
        code = self.dice.pick(list(data("phrases")[verb]))
        return code, self.phrase(verb, code)
