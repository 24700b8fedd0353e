"""The tables of the three procedures: states, verbs, and the rule of each verb. Data only.

Rule source: case process §4.6. What a verb needs beyond its table stands in `procedures.guards`;
who counts as unit, desk, holder … in `procedures.standing`.
"""
