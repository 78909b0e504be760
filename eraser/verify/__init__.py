"""A second search after an erasure, which believes nothing that the execution said."""
