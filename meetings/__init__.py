"""Sittings where people speak and cases come out: receptions, property-manager days, dispute screening."""
