-- What happened, for good; and what is still to be done.

CREATE TABLE journal (
    sequence BIGINT PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    filing UUID,                           -- no reference: an entry outlives what it is about
    detail TEXT NOT NULL,                  -- JSON, hashed as it lies
    request TEXT NOT NULL,
    suite INTEGER NOT NULL,                -- 1 SHA-256, 2 SM3
    hash BYTEA NOT NULL                    -- over the entry and the hash before it
);
CREATE INDEX journal_of_filing ON journal (filing, sequence) WHERE filing IS NOT NULL;

CREATE TABLE journal_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sequence BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
INSERT INTO journal_head (one, sequence, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));

CREATE FUNCTION journal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only';
END $$;
CREATE TRIGGER journal_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_stays();

CREATE TABLE job (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,                 -- JSON
    dedup TEXT,
    state TEXT NOT NULL,                   -- ready, running, done, dead
    due_at BIGINT,                         -- ready: when to run; running: end of the lease; else none
    worker TEXT,
    attempts INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX job_due ON job (due_at, id) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX job_dedup ON job (dedup) WHERE due_at IS NOT NULL;
CREATE INDEX job_finished ON job (state, finished_at, id) WHERE finished_at IS NOT NULL;
