"""PostgreSQL as a store: read under a role that can only select, changed in transactions."""
