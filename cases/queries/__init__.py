"""Reads of cases for pages and API: plain data out, nothing written."""
