"""What the bytes say: captured exchanges, HTTP/1.1 messages, redaction, exports. Pure: no IO, no clock."""
