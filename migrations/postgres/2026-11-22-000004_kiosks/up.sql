-- Devices of collection points. These are tables of staff: no sheet names a kiosk, and a sheet that a kiosk hands in is
-- the same row as any other.
--
-- `seen` is a quarter of an hour, not a moment, and only a heartbeat moves it, which comes every few minutes whether
-- anybody answered or not; handing in a sheet does not touch this table. A finer time, or one moved by a sheet, would say
-- when somebody answered. `waiting` is what the device said at that heartbeat; only the last word of each is kept.

create table kiosk (
    id          text    not null primary key, -- random; public half of what the device keeps
    point       text    not null references collection_point (code),
    secret_hash bytea   not null check (length(secret_hash) = 32), -- SHA-256 of the other half
    seen        bigint  not null, -- quarters of an hour since 1970, UTC
    waiting     bigint  not null check (waiting >= 0), -- sealed sheets on the device at the last heartbeat
    revoked     boolean not null
);

-- A code of staff that makes one device a kiosk, once.
create table kiosk_code (
    hash  bytea   not null primary key check (length(hash) = 32), -- SHA-256 of the point and the code
    point text    not null references collection_point (code),
    ends  bigint  not null -- seconds since 1970, UTC
);

-- Sheets that a kiosk sealed and that turned out not to fit their form when the box was opened: dropped, and counted
-- here, so that the accounts of the box still add up.
create table unfit (
    form    text    not null,
    version integer not null,
    key_id  integer not null, -- yyyymm of the box key
    n       bigint  not null check (n > 0),
    primary key (form, version, key_id)
);
