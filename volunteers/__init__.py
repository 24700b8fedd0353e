"""Reporting in, service posts, claims, and hours that belong to the volunteer alone."""
