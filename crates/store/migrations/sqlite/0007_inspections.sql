-- What the bureau asks the provider to look into, and files of its that can't be read.

CREATE TABLE bureau_task (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    file_name TEXT NOT NULL REFERENCES download (file_name),
    place INTEGER NOT NULL,                -- which event of the file
    bureau_key TEXT,                       -- the bureau's own number of the matter
    record BLOB REFERENCES record (id),
    number TEXT,                           -- 备案号 as the bureau wrote it
    domain TEXT,
    ip TEXT,
    deadline INTEGER NOT NULL,
    detail BLOB NOT NULL,                  -- sealed
    answer BLOB,                           -- sealed
    answered_by BLOB REFERENCES staff (id),
    answered_at INTEGER,
    upload BLOB REFERENCES upload (id),
    outcome BLOB,                          -- sealed
    received_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (file_name, place)
) STRICT;
CREATE INDEX bureau_task_deadline ON bureau_task (deadline, id);
CREATE INDEX bureau_task_matter ON bureau_task (kind, bureau_key) WHERE bureau_key IS NOT NULL;
CREATE INDEX bureau_task_domain ON bureau_task (kind, domain) WHERE domain IS NOT NULL;
CREATE INDEX bureau_task_record ON bureau_task (record, deadline, id) WHERE record IS NOT NULL;
CREATE INDEX bureau_task_upload ON bureau_task (upload) WHERE upload IS NOT NULL;

ALTER TABLE download ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE download ADD COLUMN last_error TEXT;           -- for a person; never personal data
ALTER TABLE download ADD COLUMN unread TEXT;               -- JSON: parts that could not be read
ALTER TABLE download ADD COLUMN skipped_at INTEGER;
ALTER TABLE download ADD COLUMN skipped_by BLOB REFERENCES staff (id);
ALTER TABLE download ADD COLUMN skip_reason BLOB;          -- sealed
CREATE INDEX download_received ON download (received_at, file_name);

ALTER TABLE blacklist ADD COLUMN reason BLOB;              -- sealed

ALTER TABLE code_table ADD COLUMN refused TEXT;            -- why it is no table
