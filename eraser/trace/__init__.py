"""Whose a record is, and every record of one person: from identifiers, along references.

`follow.trace` reads like the story; `attribution.judge` is the heart and touches no store.
"""
