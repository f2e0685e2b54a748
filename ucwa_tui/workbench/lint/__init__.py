"""What a client did wrong, found in a capture of it."""
