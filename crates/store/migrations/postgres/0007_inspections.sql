-- What the bureau asks the provider to look into, and files of its that can't be read.

CREATE TABLE bureau_task (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    file_name TEXT NOT NULL REFERENCES download (file_name),
    place BIGINT NOT NULL,                -- which event of the file
    bureau_key TEXT,                       -- the bureau's own number of the matter
    record UUID REFERENCES record (id),
    number TEXT,                           -- 备案号 as the bureau wrote it
    domain TEXT,
    ip TEXT,
    deadline BIGINT NOT NULL,
    detail BYTEA NOT NULL,                  -- sealed
    answer BYTEA,                           -- sealed
    answered_by UUID REFERENCES staff (id),
    answered_at BIGINT,
    upload UUID REFERENCES upload (id),
    outcome BYTEA,                          -- sealed
    received_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (file_name, place)
);
CREATE INDEX bureau_task_deadline ON bureau_task (deadline, id);
CREATE INDEX bureau_task_matter ON bureau_task (kind, bureau_key) WHERE bureau_key IS NOT NULL;
CREATE INDEX bureau_task_domain ON bureau_task (kind, domain) WHERE domain IS NOT NULL;
CREATE INDEX bureau_task_record ON bureau_task (record, deadline, id) WHERE record IS NOT NULL;
CREATE INDEX bureau_task_upload ON bureau_task (upload) WHERE upload IS NOT NULL;

ALTER TABLE download ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE download ADD COLUMN last_error TEXT;           -- for a person; never personal data
ALTER TABLE download ADD COLUMN unread TEXT;               -- JSON: parts that could not be read
ALTER TABLE download ADD COLUMN skipped_at BIGINT;
ALTER TABLE download ADD COLUMN skipped_by UUID REFERENCES staff (id);
ALTER TABLE download ADD COLUMN skip_reason BYTEA;          -- sealed
CREATE INDEX download_received ON download (received_at, file_name);

ALTER TABLE blacklist ADD COLUMN reason BYTEA;              -- sealed

ALTER TABLE code_table ADD COLUMN refused TEXT;            -- why it is no table
