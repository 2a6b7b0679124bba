-- Which filing a number on the wire belongs to: the bureau's answers name numbers, not filings.
CREATE TABLE wire_id (
    id INTEGER PRIMARY KEY,
    filing BLOB NOT NULL REFERENCES filing (id)
) STRICT;
CREATE INDEX wire_id_filing ON wire_id (filing);

-- Sponsors and domains that the bureau closed out (HMDLB), by keyed hash.
CREATE TABLE blacklist (
    what TEXT NOT NULL,                    -- sponsor, domain
    value_index BLOB NOT NULL,
    listed_at INTEGER NOT NULL,
    PRIMARY KEY (what, value_index)
) STRICT;

-- A phone shows what it was given when it opened its run.
CREATE UNIQUE INDEX verification_device ON verification (device_hash);
