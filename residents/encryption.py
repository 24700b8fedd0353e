"""Contact data are encrypted as every other field is."""

from accounts.encryption import decrypt, encrypt

__all__ = ["decrypt", "encrypt"]
