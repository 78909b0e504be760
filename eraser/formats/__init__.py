"""Records inside bytes, read and rewritten as streams.

`layout.layout(name, head)` tells which `RecordFormat` and which compression an object has;
everything that reads takes an open stream, and nothing ever holds a whole file in memory.
"""
