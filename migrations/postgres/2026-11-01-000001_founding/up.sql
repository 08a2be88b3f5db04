-- The tables of citizens have no time, no address, no serial number. PostgreSQL keeps the order of arrival in
-- `ctid` and `xmin` whatever the key: sheets are therefore sealed on arrival, opened in batches sorted by a new
-- random id, and frozen afterwards.

-- forms, offices, collection points -------------------------------------------------------------------

create table form_version (
    form    text    not null,
    version integer not null check (version > 0),
    hash    bytea   not null check (length(hash) = 32), -- a published version never changes
    primary key (form, version)
);

create table office (
    code     text not null primary key,
    name     text not null,
    kind     text not null,
    province text not null, -- empty for an office of the nation
    commune  text not null  -- empty for an office of a province
);

create table collection_point (
    code   text    not null primary key,
    office text    not null references office (code),
    form   text    not null,
    name   text    not null,
    open   boolean not null
);

create table cell (
    id       bigint not null primary key, -- a digest of the other columns
    form     text    not null,
    version  integer not null,
    office   text    not null,
    province text    not null,
    commune  text    not null,
    channel  text    not null,
    unique (form, version, office, province, commune, channel)
);

-- who may answer: knows a cell, not a person and not a transaction --------------------------------------

create table invite (
    h     bytea   not null primary key check (length(h) = 32),
    cell  bigint not null,
    grp   text    not null,  -- procedure group, empty if unknown
    epoch integer not null,  -- yyyymm of the invitation key
    state smallint not null check (state in (0, 1, 2)) -- open, used, revoked
);

create table spent (
    h     bytea   not null primary key check (length(h) = 32), -- submission id of a walk-in sheet
    epoch integer not null
);

create table past_use (
    form    text    not null,
    version integer not null,
    epoch   integer not null,
    invited bigint not null,
    used    bigint not null,
    walk_in bigint not null,
    primary key (form, version, epoch)
);

-- sealed sheets: opaque to whoever has only the database -------------------------------------------------

create table ballot_box (
    key_id integer not null, -- yyyymm of the box key
    cell   bigint not null,
    id     bytea   not null check (length(id) = 16), -- random
    ct     bytea   not null,
    primary key (key_id, cell, id)
);

-- counted sheets: only an opening or an import writes here -----------------------------------------------

create table answer_block (
    form     text    not null,
    version  integer not null,
    province text    not null,
    commune  text    not null,
    period   text    not null,
    id       bytea   not null check (length(id) = 16), -- random
    office   text    not null, -- empty when it may not be told
    channel  text    not null, -- empty when mixed
    grp      text    not null, -- empty when unknown
    imported boolean not null,
    n        bigint not null check (n > 0),
    sheets   bytea   not null, -- sorted by their own bytes
    primary key (form, version, province, commune, period, id)
);

create table comment (
    id      bytea   not null primary key check (length(id) = 16),
    form    text    not null,
    version integer not null,
    place   text    not null,
    period  text    not null,
    ct      bytea   not null -- sealed to the comment key
);

create table tally (
    form    text    not null,
    version integer not null,
    margin  text    not null,
    period  text    not null,
    parent  text    not null, -- province of a commune, vn of a province, empty for the nation
    place   text    not null,
    key     text    not null,
    n       bigint not null check (n > 0),
    shown   smallint not null, -- verdict of the disclosure gate, written with the counts
    counts  bytea   not null,
    primary key (form, version, margin, period, parent, place, key)
);

-- settings and staff -------------------------------------------------------------------------------------

create table setting (
    key   text not null primary key,
    value text not null
);

create table staff (
    username      text not null primary key,
    password_hash text not null
);

create table session (
    token    bytea   not null primary key check (length(token) = 32), -- SHA-256 of the cookie
    username text    not null references staff (username) on delete cascade,
    csrf     text    not null,
    expires  bigint not null -- seconds since 1970, UTC
);

create table api_key (
    id          text    not null primary key,
    name        text    not null,
    secret_hash bytea   not null check (length(secret_hash) = 32),
    scopes      text    not null,
    expires_on  text    not null, -- yyyy-mm-dd
    revoked     boolean not null
);
