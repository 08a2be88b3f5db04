-- The tables of citizens have no time, no address, no serial number; `without rowid`, because a rowid is the
-- order of arrival even under a random key. Everything random is drawn by the program.

-- forms, offices, collection points -------------------------------------------------------------------

create table form_version (
    form    text    not null,
    version integer not null check (version > 0),
    hash    blob    not null check (length(hash) = 32), -- a published version never changes
    primary key (form, version)
) strict, without rowid;

create table office (
    code     text not null primary key,
    name     text not null,
    kind     text not null,
    province text not null, -- empty for an office of the nation
    commune  text not null  -- empty for an office of a province
) strict, without rowid;

create table collection_point (
    code   text    not null primary key,
    office text    not null references office (code),
    form   text    not null,
    name   text    not null,
    open   integer not null check (open in (0, 1))
) strict, without rowid;

create table cell (
    id       integer not null primary key, -- a digest of the other columns
    form     text    not null,
    version  integer not null,
    office   text    not null,
    province text    not null,
    commune  text    not null,
    channel  text    not null,
    unique (form, version, office, province, commune, channel)
) strict, without rowid;

-- who may answer: knows a cell, not a person and not a transaction --------------------------------------

create table invite (
    h     blob    not null primary key check (length(h) = 32),
    cell  integer not null,
    grp   text    not null,  -- procedure group, empty if unknown
    epoch integer not null,  -- yyyymm of the invitation key
    state integer not null check (state in (0, 1, 2)) -- open, used, revoked
) strict, without rowid;

create table spent (
    h     blob    not null primary key check (length(h) = 32), -- submission id of a walk-in sheet
    epoch integer not null
) strict, without rowid;

create table past_use (
    form    text    not null,
    version integer not null,
    epoch   integer not null,
    invited integer not null,
    used    integer not null,
    walk_in integer not null,
    primary key (form, version, epoch)
) strict, without rowid;

-- sealed sheets: opaque to whoever has only the database -------------------------------------------------

create table ballot_box (
    key_id integer not null, -- yyyymm of the box key
    cell   integer not null,
    id     blob    not null check (length(id) = 16), -- random
    ct     blob    not null,
    primary key (key_id, cell, id)
) strict, without rowid;

-- counted sheets: only an opening or an import writes here -----------------------------------------------

create table answer_block (
    form     text    not null,
    version  integer not null,
    province text    not null,
    commune  text    not null,
    period   text    not null,
    id       blob    not null check (length(id) = 16), -- random
    office   text    not null, -- empty when it may not be told
    channel  text    not null, -- empty when mixed
    grp      text    not null, -- empty when unknown
    imported integer not null check (imported in (0, 1)),
    n        integer not null check (n > 0),
    sheets   blob    not null, -- sorted by their own bytes
    primary key (form, version, province, commune, period, id)
) strict, without rowid;

create table comment (
    id      blob    not null primary key check (length(id) = 16),
    form    text    not null,
    version integer not null,
    place   text    not null,
    period  text    not null,
    ct      blob    not null -- sealed to the comment key
) strict, without rowid;

create table tally (
    form    text    not null,
    version integer not null,
    margin  text    not null,
    period  text    not null,
    parent  text    not null, -- province of a commune, vn of a province, empty for the nation
    place   text    not null,
    key     text    not null,
    n       integer not null check (n > 0),
    shown   integer not null, -- verdict of the disclosure gate, written with the counts
    counts  blob    not null,
    primary key (form, version, margin, period, parent, place, key)
) strict, without rowid;

-- settings and staff -------------------------------------------------------------------------------------

create table setting (
    key   text not null primary key,
    value text not null
) strict, without rowid;

create table staff (
    username      text not null primary key,
    password_hash text not null
) strict, without rowid;

create table session (
    token    blob    not null primary key check (length(token) = 32), -- SHA-256 of the cookie
    username text    not null references staff (username) on delete cascade,
    csrf     text    not null,
    expires  integer not null -- seconds since 1970, UTC
) strict, without rowid;

create table api_key (
    id          text    not null primary key,
    name        text    not null,
    secret_hash blob    not null check (length(secret_hash) = 32),
    scopes      text    not null,
    expires_on  text    not null, -- yyyy-mm-dd
    revoked     integer not null check (revoked in (0, 1))
) strict, without rowid;
