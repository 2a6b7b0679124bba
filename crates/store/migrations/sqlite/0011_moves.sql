-- A sponsor asks for a record: a claim or a transfer (认领, 转移). Whether there is such a record is
-- looked up later, so that asking tells nothing.
CREATE TABLE move_request (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    sponsor_number TEXT NOT NULL,          -- normal form
    state TEXT NOT NULL,
    reason BLOB NOT NULL,                  -- sealed
    answer BLOB,                           -- sealed: why it was turned down
    consent TEXT,
    consent_by BLOB REFERENCES account (id),
    consent_at INTEGER,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX move_request_of_account ON move_request (account, created_at, id);
CREATE INDEX move_request_open ON move_request (sponsor_number) WHERE state = 'open';
CREATE INDEX move_request_state ON move_request (state, created_at, id);

-- What one administrator proposes and another one decides (双人复核).
CREATE TABLE proposal (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    filing BLOB REFERENCES filing (id),
    records TEXT NOT NULL,                 -- JSON
    matter BLOB NOT NULL,                  -- sealed
    proposed_by BLOB NOT NULL REFERENCES staff (id),
    proposed_at INTEGER NOT NULL,
    until INTEGER,
    decided_by BLOB REFERENCES staff (id),
    decided_at INTEGER,
    note BLOB                              -- sealed: why it was refused or taken back
) STRICT;
CREATE INDEX proposal_state ON proposal (state, proposed_at, id);
CREATE INDEX proposal_of_filing ON proposal (filing, proposed_at, id) WHERE filing IS NOT NULL;

CREATE TABLE proposal_record (
    record BLOB NOT NULL REFERENCES record (id),
    proposal BLOB NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
    PRIMARY KEY (record, proposal)
) STRICT;
CREATE INDEX proposal_record_of_proposal ON proposal_record (proposal);
