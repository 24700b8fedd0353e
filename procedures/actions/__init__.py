"""Every write to mediations, petition matters and hazards."""
