-- What happened, for good; and what is still to be done.

CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    filing BLOB,                           -- no reference: an entry outlives what it is about
    detail TEXT NOT NULL,                  -- JSON, hashed as it lies
    request TEXT NOT NULL,
    suite INTEGER NOT NULL,                -- 1 SHA-256, 2 SM3
    hash BLOB NOT NULL                     -- over the entry and the hash before it
) STRICT;
CREATE INDEX journal_of_filing ON journal (filing, sequence) WHERE filing IS NOT NULL;

CREATE TABLE journal_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
INSERT INTO journal_head (one, sequence, hash) VALUES (1, 0, zeroblob(32));

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER journal_is_not_shortened BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TABLE job (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,                 -- JSON
    dedup TEXT,
    state TEXT NOT NULL,                   -- ready, running, done, dead
    due_at INTEGER,                        -- ready: when to run; running: end of the lease; else none
    worker TEXT,
    attempts INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;
CREATE INDEX job_due ON job (due_at, id) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX job_dedup ON job (dedup) WHERE due_at IS NOT NULL;
CREATE INDEX job_finished ON job (state, finished_at, id) WHERE finished_at IS NOT NULL;
