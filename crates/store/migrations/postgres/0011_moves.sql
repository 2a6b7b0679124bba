-- A sponsor asks for a record: a claim or a transfer (认领, 转移). Whether there is such a record is
-- looked up later, so that asking tells nothing.
CREATE TABLE move_request (
    id UUID PRIMARY KEY,
    account UUID NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    sponsor_number TEXT NOT NULL,          -- normal form
    state TEXT NOT NULL,
    reason BYTEA NOT NULL,                  -- sealed
    answer BYTEA,                           -- sealed: why it was turned down
    consent TEXT,
    consent_by UUID REFERENCES account (id),
    consent_at BIGINT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX move_request_of_account ON move_request (account, created_at, id);
CREATE INDEX move_request_open ON move_request (sponsor_number) WHERE state = 'open';
CREATE INDEX move_request_state ON move_request (state, created_at, id);

-- What one administrator proposes and another one decides (双人复核).
CREATE TABLE proposal (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    filing UUID REFERENCES filing (id),
    records TEXT NOT NULL,                 -- JSON
    matter BYTEA NOT NULL,                  -- sealed
    proposed_by UUID NOT NULL REFERENCES staff (id),
    proposed_at BIGINT NOT NULL,
    until BIGINT,
    decided_by UUID REFERENCES staff (id),
    decided_at BIGINT,
    note BYTEA                              -- sealed: why it was refused or taken back
);
CREATE INDEX proposal_state ON proposal (state, proposed_at, id);
CREATE INDEX proposal_of_filing ON proposal (filing, proposed_at, id) WHERE filing IS NOT NULL;

CREATE TABLE proposal_record (
    record UUID NOT NULL REFERENCES record (id),
    proposal UUID NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
    PRIMARY KEY (record, proposal)
);
CREATE INDEX proposal_record_of_proposal ON proposal_record (proposal);
