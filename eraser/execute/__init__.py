"""Carrying a plan out: intent on disk before the effect, outcome after, nothing twice."""
