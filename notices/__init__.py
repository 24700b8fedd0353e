"""The outbox: what somebody has to be told, written in the transaction that made it true."""
