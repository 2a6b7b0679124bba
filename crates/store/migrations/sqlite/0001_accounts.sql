-- Who may come in: accounts of sponsors, the provider's staff, and what proves them for a while.
-- Times are milliseconds since 1970, UTC. "Sealed" columns are made by src/seal.

CREATE TABLE account (
    id BLOB PRIMARY KEY,
    username TEXT,
    username_key TEXT UNIQUE,              -- username in lower case
    filing_number TEXT UNIQUE,             -- normal form
    email BLOB NOT NULL,                   -- sealed
    email_index BLOB NOT NULL UNIQUE,      -- keyed hash
    password_hash TEXT NOT NULL,
    must_change_password INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_login_at INTEGER,
    last_login_address TEXT,
    previous_login_at INTEGER,
    previous_login_address TEXT,
    failed_logins INTEGER NOT NULL,
    last_failed_at INTEGER,
    locked_until INTEGER
) STRICT;

CREATE TABLE staff (
    id BLOB PRIMARY KEY,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL UNIQUE,     -- username in lower case
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change_password INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_login_at INTEGER,
    last_login_address TEXT,
    failed_logins INTEGER NOT NULL,
    last_failed_at INTEGER,
    locked_until INTEGER
) STRICT;
CREATE INDEX staff_page ON staff (created_at, id);

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,
    account BLOB REFERENCES account (id) ON DELETE CASCADE,
    staff BLOB REFERENCES staff (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    CHECK ((account IS NULL) <> (staff IS NULL))
) STRICT;
CREATE INDEX session_account ON session (account) WHERE account IS NOT NULL;
CREATE INDEX session_staff ON session (staff) WHERE staff IS NOT NULL;
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE captcha (
    id BLOB PRIMARY KEY,
    answer_hash BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX captcha_expiry ON captcha (expires_at);

CREATE TABLE one_time_code (
    purpose TEXT NOT NULL,
    subject BLOB NOT NULL,                 -- keyed hash
    code_hash BLOB NOT NULL,
    tries_left INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (purpose, subject)
) STRICT;
CREATE INDEX one_time_code_expiry ON one_time_code (expires_at);

CREATE TABLE idempotency (
    subject BLOB NOT NULL,                 -- account or staff
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    status INTEGER,                        -- HTTP status; none while in progress
    body BLOB,                             -- sealed
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (subject, key)
) STRICT;
CREATE INDEX idempotency_expiry ON idempotency (expires_at);
