-- Filings, the phone work and the materials that belong to them, and who has to confirm.

CREATE TABLE filing (
    id UUID PRIMARY KEY,
    account UUID NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    initiator TEXT NOT NULL,
    state TEXT NOT NULL,                   -- the word alone, for queues
    state_json TEXT NOT NULL,              -- with what is known in it
    version BIGINT NOT NULL,
    draft BYTEA NOT NULL,                  -- sealed
    dossier BYTEA,                         -- sealed
    wire_ids TEXT,
    classification BYTEA,                  -- sealed
    return_reasons BYTEA NOT NULL,         -- sealed
    assignee UUID REFERENCES staff (id),
    province TEXT,
    title TEXT NOT NULL,
    document_index BYTEA,                  -- keyed hash of the sponsor's document number
    in_flight BOOLEAN NOT NULL,            -- unfinished, and submitted once or in verification
    queued_at BIGINT NOT NULL,             -- submitted_at, or created_at before it
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    submitted_at BIGINT
);
CREATE INDEX filing_of_account ON filing (account, created_at DESC, id DESC);
CREATE INDEX filing_queue ON filing (state, queued_at, id);
CREATE INDEX filing_in_flight ON filing (document_index) WHERE in_flight;

CREATE TABLE verification (
    id UUID PRIMARY KEY,
    filing UUID NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
    service UUID NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    token_expires_at BIGINT NOT NULL,
    device_hash BYTEA,
    opened_at BIGINT,
    session_expires_at BIGINT,
    session BYTEA NOT NULL,                -- sealed
    version BIGINT NOT NULL,
    revoked BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX verification_of_filing ON verification (filing, created_at DESC, id DESC);

CREATE TABLE material (
    id UUID PRIMARY KEY,
    filing UUID NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
    service UUID,
    slot TEXT NOT NULL,
    object_key TEXT NOT NULL,
    object_size BIGINT NOT NULL,
    object_sha256 TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    evidence BYTEA,                        -- sealed
    superseded_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX material_of_filing ON material (filing, created_at, id);
CREATE INDEX material_object ON material (object_key);
-- One current material a slot; a sponsor's has no service.
CREATE UNIQUE INDEX material_slot ON material (filing, COALESCE(service, filing), slot)
    WHERE superseded_at IS NULL;

CREATE TABLE confirmation (
    id UUID NOT NULL UNIQUE,               -- orders rows of one deadline
    filing UUID NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
    party TEXT NOT NULL,
    name_masked TEXT NOT NULL,
    mobile_masked TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    deadline BIGINT NOT NULL,
    state TEXT NOT NULL,
    answered_at BIGINT,
    PRIMARY KEY (filing, party)
);
CREATE INDEX confirmation_board ON confirmation (deadline, id) WHERE state = 'waiting';
