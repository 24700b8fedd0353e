"""How English writes days and instants in words. Django's own knows the American way, with a.m. and p.m."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
