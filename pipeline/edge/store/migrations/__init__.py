"""Alembic migrations; `pipeline.edge.store.migrate` runs them."""
