"""Who is looking: a user's current posts in a directory."""

from dataclasses import dataclass, replace

from grids.roles import Permission
from grids.tree import Directory, PostNode, UnitNode


@dataclass(frozen=True)
class Viewer:
    """A signed-in person at an instant. Made by `cases.world.viewer`, once per request."""

    user_id: int
    posts: tuple[PostNode, ...]
    directory: Directory

    def allows(self, permission: Permission) -> bool:
        """Some current post carries the permission."""
        return any(post.allows(permission) for post in self.posts)

    def units(self) -> list[UnitNode]:
        """The units of the current posts, without repetition."""
        return list({post.unit_id: self.directory.units[post.unit_id] for post in self.posts}.values())

    def in_government(self) -> "Viewer":
        """The same person with the posts in government units alone, whose members may see who asks."""
        units = self.directory.units
        return replace(self, posts=tuple(post for post in self.posts if units[post.unit_id].is_government))
