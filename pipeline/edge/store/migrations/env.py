"""Alembic's entry. The caller hands over a connection on which a transaction is open already."""

from alembic import context

from pipeline.edge.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the caller's transaction holds all of it
    render_as_batch=True,  # SQLite cannot alter columns in place
)
context.run_migrations()
