"""Matters that run beside a case on clocks of their own: mediation, petition handover, hazards of buildings."""
