"""A faithful UCWA server on loopback: asyncio streams and h11 around a deterministic world."""
