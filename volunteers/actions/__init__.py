"""Every write: reporting in, posts, claims."""
