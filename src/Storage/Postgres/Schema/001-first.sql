-- Statuses and outcomes are the numbers of the domain's enums, which never change their meaning. A task's number is 1 to
-- 2³²−1. A row's change is the id of the transaction that wrote it last: whoever has read everything below the oldest
-- transaction that still runs misses nothing above it.

CREATE TABLE managers (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    created timestamptz NOT NULL
);

CREATE TABLE tokens (
    hash bytea PRIMARY KEY,
    name text NOT NULL,
    role text NOT NULL,
    manager uuid,
    created timestamptz NOT NULL,
    expires timestamptz,
    revoked timestamptz
);

CREATE TABLE workers (
    id uuid PRIMARY KEY,
    manager uuid NOT NULL,
    name text NOT NULL,
    secret_hash text NOT NULL,
    platform text NOT NULL,
    address text NOT NULL,
    software text NOT NULL,
    task_types text[] NOT NULL,
    status integer NOT NULL,
    requested integer,
    lost_from integer,
    can_restart boolean NOT NULL,
    registered timestamptz NOT NULL,
    last_seen timestamptz,
    change bigint NOT NULL
);
CREATE INDEX workers_of_manager ON workers (manager);

-- Named groups of a site's Workers. A job's worker_tag is one's id as text.
CREATE TABLE tags (
    id uuid PRIMARY KEY,
    manager uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    UNIQUE (manager, name)
);

CREATE TABLE worker_tags (
    worker uuid NOT NULL,
    tag uuid NOT NULL,
    PRIMARY KEY (worker, tag)
);
CREATE INDEX workers_of_tag ON worker_tags (tag);

CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    type text NOT NULL,
    priority integer NOT NULL,
    status integer NOT NULL,
    activity text NOT NULL,
    settings text NOT NULL,
    metadata text NOT NULL,
    shaman_checkout text,
    worker_tag text,
    manager uuid NOT NULL,
    submitted_by text NOT NULL,
    created timestamptz NOT NULL,
    updated timestamptz NOT NULL,
    generation bigint NOT NULL,
    queued integer NOT NULL,
    active integer NOT NULL,
    completed integer NOT NULL,
    soft_failed integer NOT NULL,
    failed integer NOT NULL,
    canceled integer NOT NULL,
    paused integer NOT NULL,
    steps_completed bigint NOT NULL,
    steps_total bigint NOT NULL,
    sweep integer NOT NULL,
    sweep_next bigint NOT NULL,
    sweep_after integer NOT NULL,
    sweep_reason text NOT NULL,
    last_operation uuid,
    forgiven integer NOT NULL,
    change bigint NOT NULL
);
CREATE INDEX jobs_unfinished ON jobs (id) WHERE status IN (1, 2, 5, 7, 9, 10) OR sweep <> 0;
CREATE INDEX jobs_of_tag ON jobs (worker_tag) WHERE worker_tag IS NOT NULL;
CREATE INDEX jobs_half_made ON jobs (id) WHERE status = 0;
CREATE INDEX jobs_newest ON jobs (created DESC, id DESC);

CREATE TABLE tasks (
    job uuid NOT NULL,
    number bigint NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    priority integer NOT NULL,
    status integer NOT NULL,
    attempt integer NOT NULL,
    held integer,
    version integer NOT NULL,
    activity text NOT NULL,
    steps_completed integer NOT NULL,
    steps_total integer NOT NULL,
    depends_on bytea NOT NULL,
    failed_by bytea NOT NULL,
    canceled_by_failing boolean NOT NULL,
    updated timestamptz NOT NULL,
    change bigint NOT NULL,
    PRIMARY KEY (job, number)
);
CREATE INDEX tasks_changed ON tasks (job, change);

CREATE TABLE command_pages (
    job uuid NOT NULL,
    page bigint NOT NULL,
    commands bytea NOT NULL,
    PRIMARY KEY (job, page)
);
-- The pages are compressed already.
ALTER TABLE command_pages ALTER COLUMN commands SET STORAGE EXTERNAL;

CREATE TABLE attempts (
    job uuid NOT NULL,
    number bigint NOT NULL,
    attempt integer NOT NULL,
    worker uuid NOT NULL,
    slot integer NOT NULL,
    life bigint NOT NULL,
    ask bigint NOT NULL,
    outcome integer NOT NULL,
    held boolean NOT NULL,
    assigned timestamptz NOT NULL,
    ended timestamptz,
    reason text,
    alias uuid,
    PRIMARY KEY (job, number, attempt)
);
CREATE UNIQUE INDEX one_open_attempt_a_task ON attempts (job, number) WHERE outcome = 0;
-- Under it a Flamenco 3 Worker, which knows no attempts, has a later attempt than the first.
CREATE UNIQUE INDEX aliases ON attempts (alias) WHERE alias IS NOT NULL;
CREATE UNIQUE INDEX one_open_attempt_a_slot ON attempts (worker, slot) WHERE outcome = 0;
CREATE INDEX attempts_of_worker ON attempts (worker) WHERE outcome = 0 OR held;
CREATE INDEX failed_attempts ON attempts (job, worker, number) WHERE outcome = 2;

-- Workers that get no more tasks of a type of a job.
CREATE TABLE blocklist (
    job uuid NOT NULL,
    task_type text NOT NULL,
    worker uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (job, task_type, worker)
);

-- The Server's own clock for deadlines, in milliseconds since the farm's beginning. The sweepers move it on.
CREATE TABLE farm_time (one integer PRIMARY KEY CHECK (one = 1), value bigint NOT NULL);
INSERT INTO farm_time VALUES (1, 0);

-- A site with a lease is trusted with its Workers' attempts until this farm time.
CREATE TABLE leases (
    site uuid PRIMARY KEY,
    until bigint NOT NULL
);

-- What is left of deleted jobs. Each is an order for its site to remove what it keeps of the job; cleaned says when it had.
CREATE TABLE tombstones (
    job uuid PRIMARY KEY,
    name text NOT NULL,
    type text NOT NULL,
    manager uuid NOT NULL,
    submitted_by text NOT NULL,
    created timestamptz NOT NULL,
    deleted_by text NOT NULL,
    deleted timestamptz NOT NULL,
    tasks integer NOT NULL,
    completed integer NOT NULL,
    failed integer NOT NULL,
    steps_completed bigint NOT NULL,
    steps_total bigint NOT NULL,
    cleaned timestamptz
);

CREATE INDEX tombstones_outstanding ON tombstones (manager, deleted) WHERE cleaned IS NULL;

CREATE TABLE operation_log (
    job uuid NOT NULL,
    sequence integer NOT NULL,
    at timestamptz NOT NULL,
    who text NOT NULL,
    what text NOT NULL,
    detail text NOT NULL,
    PRIMARY KEY (job, sequence)
);

CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    who text NOT NULL,
    role text NOT NULL,
    address text NOT NULL,
    what text NOT NULL,
    target text NOT NULL,
    before text NOT NULL,
    after text NOT NULL
);

CREATE TABLE idempotency_keys (
    who text NOT NULL,
    key text NOT NULL,
    job uuid NOT NULL,
    fingerprint text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (who, key)
);
