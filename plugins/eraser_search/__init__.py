"""Elasticsearch (8, 9) and OpenSearch (2, 3) as a store: documents of concrete indices."""
