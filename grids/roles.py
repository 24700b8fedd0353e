"""Roles and what they may do: frozen sets of one `Permission` enum, data only.

`docs/permissions.md` is generated from this table. Which unit a permission counts in (holder,
parent, triage desk …) is said by the verb's rule, not here (case process §4.2).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Permission(StrEnum):
    """One thing that a post may allow."""

    VIEW = "view"
    VIEW_SENSITIVE = "view_sensitive"
    REPORT = "report"
    TRIAGE = "triage"
    ASK = "ask"
    HANDLE = "handle"
    SETTLE = "settle"
    TERMINATE = "terminate"
    DECIDE = "decide"
    SUPERVISE = "supervise"
    LEAD = "lead"
    CHECK = "check"
    CALL_BACK = "call_back"
    REVEAL_CONTACT = "reveal_contact"
    STATISTICS = "statistics"
    AUDIT = "audit"
    ADMINISTER = "administer"
    POST_SERVICE = "post_service"


class Role(StrEnum):
    """What a post is."""

    BUILDING_STEWARD = "building_steward"
    GRID_WORKER = "grid_worker"
    CLERK = "clerk"
    HANDLER = "handler"
    UNIT_HEAD = "unit_head"
    LEADER = "leader"
    CHECKER = "checker"
    CALLBACK_CLERK = "callback_clerk"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


P = Permission
ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.BUILDING_STEWARD: frozenset({P.VIEW, P.REPORT}),
        Role.GRID_WORKER: frozenset({P.VIEW, P.REPORT, P.ASK, P.HANDLE, P.SETTLE, P.REVEAL_CONTACT}),
        Role.CLERK: frozenset(
            {
                P.VIEW,
                P.VIEW_SENSITIVE,
                P.REPORT,
                P.TRIAGE,
                P.ASK,
                P.DECIDE,
                P.REVEAL_CONTACT,
                P.STATISTICS,
                P.POST_SERVICE,
            }
        ),
        Role.HANDLER: frozenset({P.VIEW, P.VIEW_SENSITIVE, P.REPORT, P.ASK, P.HANDLE, P.TERMINATE, P.REVEAL_CONTACT}),
        Role.UNIT_HEAD: frozenset(
            {
                P.VIEW,
                P.VIEW_SENSITIVE,
                P.TRIAGE,
                P.ASK,
                P.HANDLE,
                P.TERMINATE,
                P.DECIDE,
                P.SUPERVISE,
                P.REVEAL_CONTACT,
                P.STATISTICS,
                P.POST_SERVICE,
            }
        ),
        Role.LEADER: frozenset({P.VIEW, P.VIEW_SENSITIVE, P.SUPERVISE, P.LEAD, P.STATISTICS}),
        Role.CHECKER: frozenset({P.VIEW, P.VIEW_SENSITIVE, P.CHECK}),
        Role.CALLBACK_CLERK: frozenset({P.VIEW, P.VIEW_SENSITIVE, P.CALL_BACK, P.REVEAL_CONTACT}),
        Role.AUDITOR: frozenset({P.AUDIT}),
        Role.ADMINISTRATOR: frozenset({P.ADMINISTER}),
    }
)


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that carry a permission."""
    return frozenset(role for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions)
