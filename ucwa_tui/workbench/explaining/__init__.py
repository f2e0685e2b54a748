"""What an exchange means, as a page of headings and lines: words, no screen."""
