"""S3 and what speaks like it, as a store of eraser: a reader and a writer.

A record is a row of an object, or a whole object; its key is (object, version, row). The version
is empty for the current one, the row for a whole object. Rows of one object can only change
together: it is written anew, checked, and only then are its former versions removed.
"""
