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

# Values of cells, payloads and parameters.
LIST_ITEMS_MAX = 1_000_000
TEXT_POINTS_MAX = 1_000_000
VALUE_NESTING_MAX = 100

# Work of one evaluation or one handler, in passes of loops and calls of functions; about a second of Python.
WORK_MAX = 5_000_000
# Size of a whole number that a computation may reach, and of one that may be stored.
INT_BITS_MAX = 4_096
# Calls of a recipe's functions within each other. Each takes a few frames of Python's own stack of 1,000.
CALLS_NESTED_MAX = 100

# What one request or frame may bring. A payload is checked by its schema, which costs time in its size.
BODY_BYTES_MAX = 64 * 1024
FRAME_BYTES_MAX = 64 * 1024
# Levels of lists and objects in a payload. Deeper ones exhaust Python's stack, wherever it walks them.
PAYLOAD_DEPTH_MAX = 32
FORM_FIELDS_MAX = 500

# Tabs of one browser. A visitor may be anyone who makes up a cookie, so the process has a bound as well.
CONNECTIONS_PER_VISITOR_MAX = 32
CONNECTIONS_MAX = 10_000
# A socket that says nothing, or takes nothing, for so long is closed.
HELLO_SECONDS_MAX = 10
SEND_SECONDS_MAX = 10
# How long open requests and sockets may finish when the server is told to stop.
STOP_SECONDS_MAX = 3
# What is said after a fault of the store, in `Retry-After`.
RETRY_SECONDS = 2

# Handlers that one event runs, and charms that it creates.
HANDLERS_NESTED_MAX = 1_000
SPAWNS_MAX = 1_000

# Calls of a space that wait for their time, and how soon one may come at the earliest.
TIMERS_MAX = 10_000
DELAY_MS_MIN = 100
# A visitor whose last page is gone for so long has left.
AWAY_SECONDS = 30
# A space that nobody has looked at for so long lets its `every`s rest.
AWAKE_SECONDS = 60
# The clock is looked at so often at least: it may be set, and a machine may sleep.
ALARM_SECONDS_MAX = 60
# Who is there may decide what is shown, and what is shown who is there; after so many rounds it waits for other news.
PRESENCE_ROUNDS_MAX = 8

# Changes of a cell that are remembered for steps that follow them one by one.
DELTAS_KEPT_MAX = 1_000

# Events that a space and a visitor of it may have waiting.
EVENTS_WAITING_MAX = 1_000
EVENTS_OF_VISITOR_WAITING_MAX = 32

# Outcomes that are kept per client, and how old a client may be that the space does not know.
OUTCOMES_KEPT_MAX = 32
CLIENT_DAYS_MAX = 7

# Faults that a running space remembers for whoever asks.
FAULTS_KEPT_MAX = 100

# Commits between two snapshots.
SNAPSHOT_COMMITS = 1_000

# Charms on one page, those within others included; further ones are not shown.
PARTS_MAX = 1_000

# What waits for one slow page; beyond it, only what changed is remembered and then sent whole.
PENDING_BYTES_MAX = 256 * 1024
