"""One file a revision, oldest first in `store.database.REVISIONS`."""
