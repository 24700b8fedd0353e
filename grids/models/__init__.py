from grids.models.area import Area
from grids.models.party import PartyKind, PartyOrganisation
from grids.models.place_code import Facility, PlaceCode, RevokeReason
from grids.models.post import Post
from grids.models.unit import Unit, UnitKind
from grids.models.version import Version

__all__ = [
    "Area",
    "Facility",
    "PartyKind",
    "PartyOrganisation",
    "PlaceCode",
    "Post",
    "RevokeReason",
    "Unit",
    "UnitKind",
    "Version",
]
