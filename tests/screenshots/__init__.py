"""Makes the pictures in `screenshots/` from real runs against the sandbox."""
