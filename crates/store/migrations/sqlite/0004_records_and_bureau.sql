-- What the bureau confirmed, what is on its way to it and from it, and what we tell people.

CREATE TABLE record (
    id BLOB PRIMARY KEY,
    account BLOB REFERENCES account (id),
    sponsor_number TEXT NOT NULL UNIQUE,
    sponsor_wire_id INTEGER,
    document_index BLOB NOT NULL,          -- keyed hash
    data BLOB NOT NULL,                    -- sealed
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX record_document ON record (document_index);
CREATE INDEX record_of_account ON record (account, created_at, id) WHERE account IS NOT NULL;

CREATE TABLE record_service (
    service BLOB PRIMARY KEY,
    record BLOB NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    service_number TEXT UNIQUE,
    service_wire_id INTEGER,
    kind TEXT NOT NULL,
    domains TEXT NOT NULL,                 -- JSON, as filed
    access_wire_ids TEXT NOT NULL,         -- JSON
    state TEXT NOT NULL
) STRICT;
CREATE INDEX record_service_of_record ON record_service (record, service);

CREATE TABLE record_domain (
    domain TEXT NOT NULL,                  -- ASCII, lower case
    service BLOB NOT NULL REFERENCES record_service (service) ON DELETE CASCADE,
    PRIMARY KEY (domain, service)
) STRICT;
CREATE INDEX record_domain_of_service ON record_domain (service);

CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL,
    fence INTEGER NOT NULL
) STRICT;

CREATE TABLE upload (
    id BLOB PRIMARY KEY,
    sequence INTEGER UNIQUE,
    filings TEXT NOT NULL,                 -- JSON
    object_key TEXT NOT NULL,
    object_size INTEGER NOT NULL,
    object_sha256 TEXT NOT NULL,
    hash TEXT NOT NULL,
    state TEXT NOT NULL,
    msg_code INTEGER,
    attempts INTEGER NOT NULL,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    answered_at INTEGER
) STRICT;
CREATE INDEX upload_state ON upload (state, sequence);
CREATE INDEX upload_object ON upload (object_key);

CREATE TABLE upload_filing (
    filing BLOB NOT NULL REFERENCES filing (id),
    upload BLOB NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
    PRIMARY KEY (filing, upload)
) STRICT;
CREATE INDEX upload_filing_of_upload ON upload_filing (upload);

CREATE TABLE download (
    file_name TEXT PRIMARY KEY,
    object_key TEXT NOT NULL,
    object_size INTEGER NOT NULL,
    object_sha256 TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    processed_at INTEGER,
    acknowledged_at INTEGER
) STRICT;
CREATE INDEX download_object ON download (object_key);
CREATE INDEX download_open ON download (received_at, file_name) WHERE acknowledged_at IS NULL;

CREATE TABLE message (
    id BLOB PRIMARY KEY,
    channel TEXT NOT NULL,
    recipient BLOB NOT NULL,               -- sealed
    template TEXT NOT NULL,
    args BLOB NOT NULL,                    -- sealed
    out_id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    sent_at INTEGER
) STRICT;
CREATE INDEX message_unsent ON message (created_at, id) WHERE state IN ('queued', 'sending');

CREATE TABLE code_table (
    name TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    content TEXT NOT NULL,                 -- JSON
    PRIMARY KEY (name, received_at)
) STRICT;
