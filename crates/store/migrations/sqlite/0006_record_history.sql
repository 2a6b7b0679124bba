-- Every state a record was in: nothing of it is overwritten without a line here.
CREATE TABLE record_history (
    id BLOB PRIMARY KEY,
    record BLOB NOT NULL REFERENCES record (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    filing BLOB REFERENCES filing (id),
    version INTEGER NOT NULL,              -- of the record, afterwards
    snapshot BLOB NOT NULL,                -- the record afterwards; sealed
    UNIQUE (record, version)
) STRICT;

-- Which record a filing is about, which of the staff started it for the provider, and the filing
-- number by which the bureau speaks of it.
ALTER TABLE filing ADD COLUMN record BLOB REFERENCES record (id);
ALTER TABLE filing ADD COLUMN started_by BLOB REFERENCES staff (id);
ALTER TABLE filing ADD COLUMN target_number TEXT;
CREATE INDEX filing_of_record ON filing (record, created_at DESC, id DESC) WHERE record IS NOT NULL;
CREATE INDEX filing_target ON filing (target_number) WHERE in_flight AND target_number IS NOT NULL;

-- The bureau names sponsors and services by its own ids, too.
CREATE INDEX record_wire_id ON record (sponsor_wire_id) WHERE sponsor_wire_id IS NOT NULL;
CREATE INDEX record_service_wire_id ON record_service (service_wire_id)
    WHERE service_wire_id IS NOT NULL;
