"""eraser: find one person's data in every store, erase it safely, and prove it."""

__version__ = "0.1.0"
