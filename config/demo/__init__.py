"""The demo street: a place, its people and ninety days of their work, made only through the actions."""
