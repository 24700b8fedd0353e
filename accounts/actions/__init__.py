"""Every write to users, tokens and the audit trail."""
