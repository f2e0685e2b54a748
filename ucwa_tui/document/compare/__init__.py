"""Two texts, two messages, two exchanges beside each other: what is the same, what differs, and what always does."""
