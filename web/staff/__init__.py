"""The pages of staff: desk, cases, verbs, figures, notices, audit."""
