"""Every write: the duty roster, receptions and their items, screening meetings and their decisions."""
