"""Parts of a body by JSONPath or XPath, spelled exactly as they came, and the path of a place in a body."""
