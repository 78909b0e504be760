"""Measurements of eraser, one command each: `python -m bench accuracy`."""
