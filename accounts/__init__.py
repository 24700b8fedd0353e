"""Who signs in, with what token, and what was done: users, API tokens, audit trail."""
