"""Presidio recognisers, one per file. Each also works in a stock `AnalyzerEngine`."""
