"""One working day of one street, played through the actions, with an account of everything at its end."""
