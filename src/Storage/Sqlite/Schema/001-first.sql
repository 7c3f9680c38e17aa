-- Ids are 16 bytes, big-endian. Times are milliseconds since 1970 (UTC). Statuses and outcomes are the numbers of the
-- domain's enums, which never change their meaning.

CREATE TABLE change_counter (one INTEGER PRIMARY KEY CHECK (one = 1), value INTEGER NOT NULL);
INSERT INTO change_counter VALUES (1, 0);

CREATE TABLE managers (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE tokens (
    hash BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    manager BLOB,
    created INTEGER NOT NULL,
    expires INTEGER,
    revoked INTEGER
) WITHOUT ROWID;

CREATE TABLE workers (
    id BLOB PRIMARY KEY,
    manager BLOB NOT NULL,
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    platform TEXT NOT NULL,
    address TEXT NOT NULL,
    software TEXT NOT NULL,
    task_types TEXT NOT NULL,
    status INTEGER NOT NULL,
    requested INTEGER,
    lost_from INTEGER,
    can_restart INTEGER NOT NULL,
    registered INTEGER NOT NULL,
    last_seen INTEGER,
    change INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX workers_of_manager ON workers (manager);

-- Named groups of a site's Workers. A job's worker_tag is one's id as text.
CREATE TABLE tags (
    id BLOB PRIMARY KEY,
    manager BLOB NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    UNIQUE (manager, name)
) WITHOUT ROWID;

CREATE TABLE worker_tags (
    worker BLOB NOT NULL,
    tag BLOB NOT NULL,
    PRIMARY KEY (worker, tag)
) WITHOUT ROWID;
CREATE INDEX workers_of_tag ON worker_tags (tag);

CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    priority INTEGER NOT NULL,
    status INTEGER NOT NULL,
    activity TEXT NOT NULL,
    settings TEXT NOT NULL,
    metadata TEXT NOT NULL,
    shaman_checkout TEXT,
    worker_tag TEXT,
    manager BLOB NOT NULL,
    submitted_by TEXT NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    queued INTEGER NOT NULL,
    active INTEGER NOT NULL,
    completed INTEGER NOT NULL,
    soft_failed INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    canceled INTEGER NOT NULL,
    paused INTEGER NOT NULL,
    steps_completed INTEGER NOT NULL,
    steps_total INTEGER NOT NULL,
    sweep INTEGER NOT NULL,
    sweep_next INTEGER NOT NULL,
    sweep_after INTEGER NOT NULL,
    sweep_reason TEXT NOT NULL,
    last_operation BLOB,
    forgiven INTEGER NOT NULL,
    change INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX jobs_unfinished ON jobs (id) WHERE status IN (1, 2, 5, 7, 9, 10) OR sweep <> 0;
CREATE INDEX jobs_of_tag ON jobs (worker_tag) WHERE worker_tag IS NOT NULL;
CREATE INDEX jobs_half_made ON jobs (id) WHERE status = 0;
CREATE INDEX jobs_newest ON jobs (created DESC, id DESC);

CREATE TABLE tasks (
    job BLOB NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    priority INTEGER NOT NULL,
    status INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    held INTEGER,
    version INTEGER NOT NULL,
    activity TEXT NOT NULL,
    steps_completed INTEGER NOT NULL,
    steps_total INTEGER NOT NULL,
    depends_on BLOB NOT NULL,
    failed_by BLOB NOT NULL,
    canceled_by_failing INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (job, number)
) WITHOUT ROWID;
CREATE INDEX tasks_changed ON tasks (job, change);

CREATE TABLE command_pages (
    job BLOB NOT NULL,
    page INTEGER NOT NULL,
    commands BLOB NOT NULL,
    PRIMARY KEY (job, page)
) WITHOUT ROWID;

CREATE TABLE attempts (
    job BLOB NOT NULL,
    number INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    worker BLOB NOT NULL,
    slot INTEGER NOT NULL,
    life INTEGER NOT NULL,
    ask INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    held INTEGER NOT NULL,
    assigned INTEGER NOT NULL,
    ended INTEGER,
    reason TEXT,
    alias BLOB,
    PRIMARY KEY (job, number, attempt)
) WITHOUT ROWID;
CREATE UNIQUE INDEX one_open_attempt_a_task ON attempts (job, number) WHERE outcome = 0;
-- Under it a Flamenco 3 Worker, which knows no attempts, has a later attempt than the first.
CREATE UNIQUE INDEX aliases ON attempts (alias) WHERE alias IS NOT NULL;
CREATE UNIQUE INDEX one_open_attempt_a_slot ON attempts (worker, slot) WHERE outcome = 0;
CREATE INDEX attempts_of_worker ON attempts (worker) WHERE outcome = 0 OR held = 1;
CREATE INDEX failed_attempts ON attempts (job, worker, number) WHERE outcome = 2;

-- Workers that get no more tasks of a type of a job.
CREATE TABLE blocklist (
    job BLOB NOT NULL,
    task_type TEXT NOT NULL,
    worker BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (job, task_type, worker)
) WITHOUT ROWID;

-- The Server's own clock for deadlines, in milliseconds since the farm's beginning. The sweepers move it on.
CREATE TABLE farm_time (one INTEGER PRIMARY KEY CHECK (one = 1), value INTEGER NOT NULL);
INSERT INTO farm_time VALUES (1, 0);

-- A site with a lease is trusted with its Workers' attempts until this farm time.
CREATE TABLE leases (
    site BLOB PRIMARY KEY,
    until INTEGER NOT NULL
) WITHOUT ROWID;

-- What is left of deleted jobs. Each is an order for its site to remove what it keeps of the job; cleaned says when it had.
CREATE TABLE tombstones (
    job BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    manager BLOB NOT NULL,
    submitted_by TEXT NOT NULL,
    created INTEGER NOT NULL,
    deleted_by TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    tasks INTEGER NOT NULL,
    completed INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    steps_completed INTEGER NOT NULL,
    steps_total INTEGER NOT NULL,
    cleaned INTEGER
) WITHOUT ROWID;

CREATE INDEX tombstones_outstanding ON tombstones (manager, deleted) WHERE cleaned IS NULL;

CREATE TABLE operation_log (
    job BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (job, sequence)
) WITHOUT ROWID;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    role TEXT NOT NULL,
    address TEXT NOT NULL,
    what TEXT NOT NULL,
    target TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
);

CREATE TABLE idempotency_keys (
    who TEXT NOT NULL,
    key TEXT NOT NULL,
    job BLOB NOT NULL,
    fingerprint TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (who, key)
) WITHOUT ROWID;
