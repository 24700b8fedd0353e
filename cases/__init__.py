"""The case: catalogue, states, routing, working time, deadlines, escalation, events."""
