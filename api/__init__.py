"""REST v1: parses, calls one action or query, renders."""
