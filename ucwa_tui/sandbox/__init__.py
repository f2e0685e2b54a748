"""A UCWA server on loopback: real HTTP/1.1, a deterministic world, meetings whose behaviour is data."""
