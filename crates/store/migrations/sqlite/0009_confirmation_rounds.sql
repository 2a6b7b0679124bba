-- 短信核验 round by round and person by person. A round is one asking of the officers; after a missed
-- one the next begins and the old one stays. The table `confirmation` (one row a role, the last
-- round only) is not used any more; what it holds is taken over below.
CREATE TABLE confirmation_round (
    id BLOB NOT NULL UNIQUE,               -- orders rounds of one deadline
    filing BLOB NOT NULL REFERENCES filing (id) ON DELETE CASCADE,
    round INTEGER NOT NULL,                 -- from 1
    state TEXT NOT NULL,                    -- prepared, open, complete, locked, expired, ended
    by_bureau INTEGER NOT NULL,             -- the bureau's word ended it, not our clock
    prepared_at INTEGER NOT NULL,
    asked_at INTEGER,
    deadline INTEGER,
    ended_at INTEGER,
    PRIMARY KEY (filing, round)
) STRICT;
CREATE INDEX confirmation_round_board ON confirmation_round (deadline, id) WHERE state = 'open';

CREATE TABLE confirmation_person (
    id BLOB PRIMARY KEY,
    filing BLOB NOT NULL,
    round INTEGER NOT NULL,
    place INTEGER NOT NULL,                 -- in the file's list, from 0
    party TEXT NOT NULL,
    service BLOB,                          -- of a service's officer
    person BLOB,                          -- sealed; absent where an earlier version asked
    name_masked TEXT NOT NULL,
    mobile_masked TEXT NOT NULL,
    state TEXT NOT NULL,
    wrong INTEGER NOT NULL,
    resent INTEGER NOT NULL,
    answered_at INTEGER,
    UNIQUE (filing, round, place),
    FOREIGN KEY (filing, round) REFERENCES confirmation_round (filing, round) ON DELETE CASCADE
) STRICT;

-- Who was told what in a round: each once.
CREATE TABLE confirmation_notice (
    filing BLOB NOT NULL,
    round INTEGER NOT NULL,
    recipient INTEGER NOT NULL,             -- the person's place; -1 the sponsor
    reminder TEXT NOT NULL,
    message BLOB NOT NULL,
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (filing, round, recipient, reminder),
    FOREIGN KEY (filing, round) REFERENCES confirmation_round (filing, round) ON DELETE CASCADE
) STRICT;

INSERT INTO confirmation_round
    (id, filing, round, state, by_bureau, prepared_at, asked_at, deadline, ended_at)
SELECT c.id, c.filing, 1,
    CASE
        WHEN EXISTS (SELECT 1 FROM confirmation o WHERE o.filing = c.filing AND o.state = 'waiting')
            THEN 'open'
        WHEN EXISTS (SELECT 1 FROM confirmation o WHERE o.filing = c.filing AND o.state = 'failed')
            THEN 'locked'
        WHEN EXISTS (SELECT 1 FROM confirmation o WHERE o.filing = c.filing AND o.state = 'expired')
            THEN 'expired'
        ELSE 'complete'
    END,
    0, c.asked_at, c.asked_at, c.deadline, c.answered_at
FROM confirmation c
WHERE c.party = (SELECT MIN(o.party) FROM confirmation o WHERE o.filing = c.filing);

INSERT INTO confirmation_person
    (id, filing, round, place, party, service, person, name_masked, mobile_masked, state, wrong,
     resent, answered_at)
SELECT c.id, c.filing, 1,
    (SELECT COUNT(*) FROM confirmation o WHERE o.filing = c.filing AND o.party > c.party),
    c.party, NULL, NULL, c.name_masked, c.mobile_masked, c.state, 0, 0, c.answered_at
FROM confirmation c;

-- How many messages a number got, until when a message is of use, and why one did not go out.
ALTER TABLE message ADD COLUMN recipient_index BLOB;
ALTER TABLE message ADD COLUMN expires_at INTEGER;
ALTER TABLE message ADD COLUMN last_error TEXT;
CREATE INDEX message_recipient ON message (recipient_index, sent_at);
