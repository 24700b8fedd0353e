"""The SMS gateway of the play: real HTTP on the loopback, closed for a while as if the line were cut."""

from types import TracebackType

from notices.gateway import Gateway

SECRET = "street day"  # noqa: S105 -- of a gateway that lives as long as a play


class PostOffice:
    """One gateway at one port; what it has received outlives a closing."""

    def __init__(self, port: int = 0) -> None:
        self._gateway = Gateway(SECRET, port=port, tolerant=True)
        self._gateway.__enter__()
        self.url = self._gateway.url
        self.is_open = True

    def close(self) -> None:
        """From now on nobody answers at the port."""
        self._gateway.__exit__(None, None, None)
        self.is_open = False

    def open(self) -> None:
        """Listens again, and knows what it had."""
        before = self._gateway
        self._gateway = Gateway(SECRET, port=int(self.url.rstrip("/").rsplit(":", 1)[1]), tolerant=True)
        self._gateway.received, self._gateway.posts = before.received, before.posts
        self._gateway.__enter__()
        self.is_open = True

    def slow(self, seconds: float) -> None:
        """Takes a message at once, and lets its sender wait for the answer."""
        self._gateway.moods.slow_seconds = seconds

    @property
    def received(self) -> dict[str, tuple[str, str]]:
        """To whom and what, by the id of the message."""
        return {key: (row.content["to"], row.content["text"]) for key, row in self._gateway.received.items()}

    @property
    def posts(self) -> list[str]:
        """Every time that a message came in, also again."""
        return self._gateway.posts

    def __enter__(self) -> "PostOffice":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.is_open:
            self.close()
