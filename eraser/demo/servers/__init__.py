"""Real servers for the demo and the tests: found, started, and stopped without a trace.

`choose` says where each store can come from; every server is a context manager whose end
takes its processes and its data away, however the program that asked for it ends.
"""
