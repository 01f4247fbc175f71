"""Every bound on what reaches the runtime from outside or may grow without one; in bytes, counts or seconds."""

# One append: a day of a busy room, or the lists that the root is started with.
APPEND_BYTES_MAX = 16 * 1024 * 1024
# As many events as may wait in one space, since a batch is what waited.
APPEND_COMMITS_MAX = 1_000

# One page of the log. Whichever comes first ends it, so a reader holds little however large the commits are.
READ_COMMITS_MAX = 1_000
READ_BYTES_MAX = 4 * 1024 * 1024

META_BYTES_MAX = 64 * 1024
# SQLite keeps at most 1 GB in one value; well below it, since a snapshot is in memory whole.
SNAPSHOT_BYTES_MAX = 256 * 1024 * 1024
SNAPSHOTS_KEPT = 2

# Writes that share one flush. More would make the first of them wait for work that is not its own.
GROUP_WRITES_MAX = 256
