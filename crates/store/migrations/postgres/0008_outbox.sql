-- What is on its way to the bureau: how often a file may have arrived, why nothing is sent, what was
-- copied for it, and what the staff must look at.

ALTER TABLE upload ADD COLUMN arrivals INTEGER NOT NULL DEFAULT 0;  -- sendings that may have arrived
ALTER TABLE upload ADD COLUMN damaged INTEGER NOT NULL DEFAULT 0;   -- sendings whose bytes did not hold there
ALTER TABLE upload ADD COLUMN accepted_at BIGINT;                  -- the first time
ALTER TABLE upload ADD COLUMN file_deleted_at BIGINT;
CREATE INDEX upload_created ON upload (created_at, id);

CREATE TABLE outbox (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    held TEXT,                             -- JSON: why nothing is sent until somebody acts
    waiting TEXT,                          -- JSON: until when nothing is sent, and why
    waits INTEGER NOT NULL,                -- in a row
    synced_at BIGINT,
    bureau_sequence BIGINT,               -- what the bureau said it took last
    most_bytes BIGINT                     -- XML of a file, where the bureau takes less than V3.0
);
INSERT INTO outbox (one, waits) VALUES (1, 0);

CREATE TABLE staff_alert (
    id UUID PRIMARY KEY,
    told TEXT NOT NULL,                    -- operator, reviewer
    code TEXT NOT NULL,
    args TEXT NOT NULL,                    -- JSON; never personal data
    subject TEXT NOT NULL,                 -- outbox, a filing, an upload
    times INTEGER NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    settled_at BIGINT
);
CREATE UNIQUE INDEX staff_alert_open ON staff_alert (subject, code) WHERE settled_at IS NULL;
CREATE INDEX staff_alert_latest ON staff_alert (last_at, id) WHERE settled_at IS NULL;

-- The smaller copy of a picture that is reported, made once.
CREATE TABLE reported_picture (
    material UUID PRIMARY KEY REFERENCES material (id) ON DELETE CASCADE,
    most_bytes BIGINT NOT NULL,           -- it was made to fit
    object_key TEXT NOT NULL,
    object_size BIGINT NOT NULL,
    object_sha256 TEXT NOT NULL
);
CREATE INDEX reported_picture_object ON reported_picture (object_key);

-- Answers that could not be read, as they came, for who looks into them.
CREATE TABLE unread_answer (
    id UUID PRIMARY KEY,
    at BIGINT NOT NULL,
    operation TEXT NOT NULL,
    object_key TEXT NOT NULL,
    object_size BIGINT NOT NULL,
    object_sha256 TEXT NOT NULL
);
CREATE INDEX unread_answer_at ON unread_answer (at, id);
CREATE INDEX unread_answer_object ON unread_answer (object_key);
