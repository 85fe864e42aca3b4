"""The store: SQLAlchemy over SQLite or PostgreSQL."""
