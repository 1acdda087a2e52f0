"""What Alembic runs for every command: the models, on the connection it was handed."""

from __future__ import annotations

from alembic import context

from nianbao.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by building it anew
    compare_type=True,
)
context.run_migrations()
