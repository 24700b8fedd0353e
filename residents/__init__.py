"""Requesters' contact data, apart from the case: encrypted, masked, revealed with a purpose."""
