"""Live updates by server-sent events, in a process of their own (docs/adr/0008-live-updates.md)."""
