"""The bounds of reading: what is larger is refused before it can exhaust the machine."""

MAX_FILE_BYTES = 64 * 1024 * 1024
"""A report is well under 20 MiB; the rest is not a report."""

MAX_PART_BYTES = 64 * 1024 * 1024
"""Inflated size of one member of a zip container, counted while inflating."""

MAX_MEMBERS = 2_000
"""Members of a zip container."""

MAX_INFLATION = 250
"""Inflated to deflated bytes of one member. Word's table markup reaches about 60; a bomb reaches 1,000."""

INFLATION_MATTERS_FROM = 4 * 1024 * 1024
"""Below this many inflated bytes the ratio does no harm and is not looked at."""

MAX_NODES = 3_000_000
"""Tags of one XML part; each costs some hundred bytes of memory."""

MAX_CELLS = 200_000
"""Cells of one document."""

MAX_SLOTS = 2_000_000
"""Rows times columns of one table, which is what ``Table.grid`` allocates."""

MAX_COLUMNS = 1_000
"""Columns that one cell may claim to span; Word itself stops at 63."""

MAX_LINES = 300_000
"""Lines of one text file; each becomes an object."""

MAX_NESTING = 30
"""Tables within tables."""

MAX_CONTAINER_BYTES = 256 * 1024 * 1024
"""Inflated bytes of all members of a zip container together."""

MAX_ARCHIVE_MEMBERS = 200
"""Documents of one archive, those of archives within it included."""

MAX_ARCHIVE_DEPTH = 2
"""Archives within archives."""

MAX_OFD_PAGES = 400
"""Pages of an OFD document."""

MAX_OFD_OBJECTS = 200_000
"""Characters and path segments of one OFD page, and objects of its elements."""

MAX_OFD_DOCUMENT_OBJECTS = 2_000_000
"""The same of all pages together; 400 dense pages have a third of that."""

MAX_PICTURE_PIXELS = 25_000_000
"""Pixels of one picture; a page of A4 at 300 dpi has 8.7 million."""

MAX_PICTURES = 100
"""Pictures of one document that are read."""
