"""The demo world: made-up people in real stores, and the servers that hold them."""
