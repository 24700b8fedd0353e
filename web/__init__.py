"""Every page: parses, calls one action or query, renders."""
