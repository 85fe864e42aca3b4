"""The store: SQLAlchemy over SQLite or PostgreSQL. `open_store` brings the schema up to date."""

from pipeline.edge.store.store import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
