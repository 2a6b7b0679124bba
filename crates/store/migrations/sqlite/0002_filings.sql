-- Filings, the phone work and the materials that belong to them, and who has to confirm.

CREATE TABLE filing (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    initiator TEXT NOT NULL,
    state TEXT NOT NULL,                   -- the word alone, for queues
    state_json TEXT NOT NULL,              -- with what is known in it
    version INTEGER NOT NULL,
    draft BLOB NOT NULL,                   -- sealed
    dossier BLOB,                          -- sealed
    wire_ids TEXT,
    classification BLOB,                   -- sealed
    return_reasons BLOB NOT NULL,          -- sealed
    assignee BLOB REFERENCES staff (id),
    province TEXT,
    title TEXT NOT NULL,
    document_index BLOB,                   -- keyed hash of the sponsor's document number
    in_flight INTEGER NOT NULL,            -- unfinished, and submitted once or in verification
    queued_at INTEGER NOT NULL,            -- submitted_at, or created_at before it
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    submitted_at INTEGER
) STRICT;
CREATE INDEX filing_of_account ON filing (account, created_at DESC, id DESC);
CREATE INDEX filing_queue ON filing (state, queued_at, id);
CREATE INDEX filing_in_flight ON filing (document_index) WHERE in_flight;

CREATE TABLE verification (
    id BLOB PRIMARY KEY,
    filing BLOB NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
    service BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    token_expires_at INTEGER NOT NULL,
    device_hash BLOB,
    opened_at INTEGER,
    session_expires_at INTEGER,
    session BLOB NOT NULL,                 -- sealed
    version INTEGER NOT NULL,
    revoked INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX verification_of_filing ON verification (filing, created_at DESC, id DESC);

CREATE TABLE material (
    id BLOB PRIMARY KEY,
    filing BLOB NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
    service BLOB,
    slot TEXT NOT NULL,
    object_key TEXT NOT NULL,
    object_size INTEGER NOT NULL,
    object_sha256 TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    evidence BLOB,                         -- sealed
    superseded_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX material_of_filing ON material (filing, created_at, id);
CREATE INDEX material_object ON material (object_key);
-- One current material a slot; a sponsor's has no service.
CREATE UNIQUE INDEX material_slot ON material (filing, COALESCE(service, filing), slot)
    WHERE superseded_at IS NULL;

CREATE TABLE confirmation (
    id BLOB NOT NULL UNIQUE,               -- orders rows of one deadline
    filing BLOB NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
    party TEXT NOT NULL,
    name_masked TEXT NOT NULL,
    mobile_masked TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    deadline INTEGER NOT NULL,
    state TEXT NOT NULL,
    answered_at INTEGER,
    PRIMARY KEY (filing, party)
) STRICT;
CREATE INDEX confirmation_board ON confirmation (deadline, id) WHERE state = 'waiting';
