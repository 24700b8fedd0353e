"""What people read of meetings: the roster, receptions, screenings, and what stands on the public board."""
