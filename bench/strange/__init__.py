"""A second set of texts and tables, made without looking at what it measures."""
