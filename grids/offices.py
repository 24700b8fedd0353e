"""What the office of an area is called. Pure; the names are data of a Chinese office, not translated."""

from grids.levels import Level

BY_ENDING = {
    Level.STREET: {"镇": "人民政府", "乡": "人民政府", "": "办事处"},
    Level.COMMUNITY: {"社区": "居委会", "村": "村委会", "": "居委会"},
    Level.GRID: {"网格": "", "": "网格"},
    Level.COUNTY: {"": "社会治理中心"},
    Level.CITY: {"": "社会治理中心"},
}


def office_name(level: Level, name: str) -> str | None:
    """The usual name of the office: 泉塘街道办事处, 三景社区居委会. None for a building, which has none."""
    endings = BY_ENDING.get(level)
    if endings is None:
        return None
    return name + next(office for ending, office in endings.items() if name.endswith(ending))
