"""Every write to areas, units, posts, outlines, place codes and party organisations.

The organisation changes one change at a time: each action first takes a new token
(`grids.versions.bump`), whose row stays locked until its transaction ends.
"""
