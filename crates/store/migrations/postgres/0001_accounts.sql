-- Who may come in: accounts of sponsors, the provider's staff, and what proves them for a while.
-- Times are milliseconds since 1970, UTC. "Sealed" columns are made by src/seal.

CREATE TABLE account (
    id UUID PRIMARY KEY,
    username TEXT,
    username_key TEXT UNIQUE,              -- username in lower case
    filing_number TEXT UNIQUE,             -- normal form
    email BYTEA NOT NULL,                  -- sealed
    email_index BYTEA NOT NULL UNIQUE,     -- keyed hash
    password_hash TEXT NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    last_login_at BIGINT,
    last_login_address TEXT,
    previous_login_at BIGINT,
    previous_login_address TEXT,
    failed_logins INTEGER NOT NULL,
    last_failed_at BIGINT,
    locked_until BIGINT
);

CREATE TABLE staff (
    id UUID PRIMARY KEY,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL UNIQUE,     -- username in lower case
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    disabled BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    last_login_at BIGINT,
    last_login_address TEXT,
    failed_logins INTEGER NOT NULL,
    last_failed_at BIGINT,
    locked_until BIGINT
);
CREATE INDEX staff_page ON staff (created_at, id);

CREATE TABLE session (
    token_hash BYTEA PRIMARY KEY,
    account UUID REFERENCES account (id) ON DELETE CASCADE,
    staff UUID REFERENCES staff (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    CHECK ((account IS NULL) <> (staff IS NULL))
);
CREATE INDEX session_account ON session (account) WHERE account IS NOT NULL;
CREATE INDEX session_staff ON session (staff) WHERE staff IS NOT NULL;
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE captcha (
    id UUID PRIMARY KEY,
    answer_hash BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX captcha_expiry ON captcha (expires_at);

CREATE TABLE one_time_code (
    purpose TEXT NOT NULL,
    subject BYTEA NOT NULL,                -- keyed hash
    code_hash BYTEA NOT NULL,
    tries_left INTEGER NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (purpose, subject)
);
CREATE INDEX one_time_code_expiry ON one_time_code (expires_at);

CREATE TABLE idempotency (
    subject UUID NOT NULL,                 -- account or staff
    key TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    status INTEGER,                        -- HTTP status; none while in progress
    body BYTEA,                            -- sealed
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (subject, key)
);
CREATE INDEX idempotency_expiry ON idempotency (expires_at);
