"""Proof of what was done: the signed certificate and the report for people."""
