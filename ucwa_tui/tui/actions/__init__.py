"""What each command does, by id."""
