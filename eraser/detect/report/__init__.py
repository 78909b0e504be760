"""A scan as others read it, one writer for each format. None holds a value of a record."""
