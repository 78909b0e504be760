"""A made-up energy seller, SIA Gaismas Enerģija, and everything it knows about its customers.

`World` streams every record that is planted into the stores, and says of each whose it is and
what must become of it. Nothing in here is a real person: numbers are valid by construction only.
"""
