"""Indicators: what the street reads of its month."""
