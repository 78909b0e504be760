"""Made-up worlds whose truth is known because it was built with them, not by our own rules.

`homes` is an energy seller with difficult households; `clinic`, `school`, `shop`, `bank`,
`leasing`, `library`, `office` and `parish` have other schemas, other names for the same things, and
other ways in which people are mixed up.
`keys` and `drafted` are the shop under poorer data maps; `demo` is that of `eraser demo`.
"""
