"""Wiring only: settings, environment, URLs, processes. No rule of the product lives here."""
