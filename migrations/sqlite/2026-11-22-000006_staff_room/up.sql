-- The staff room: accounts with a role and a place, sign-ins that can be listed and ended, and a log that only grows.

alter table staff add column role text not null default 'administrator';
alter table staff add column jurisdiction text not null default 'vn'; -- key of a place, or office:CODE
alter table staff add column disabled integer not null default 0 check (disabled in (0, 1));
alter table staff add column totp blob not null default x'';     -- sealed secret of one-time passwords; empty without one
alter table staff add column totp_step integer not null default 0; -- the last step whose code was used
alter table staff add column subject text not null default '';   -- issuer and subject of single sign-on; empty without

create table recovery_code (
    hash     blob not null primary key check (length(hash) = 32),
    username text not null references staff (username) on delete cascade
) strict, without rowid;

drop table session;
create table session (
    token     blob    not null primary key check (length(token) = 32), -- SHA-256 of the cookie
    id        text    not null unique, -- names it in lists
    username  text    not null references staff (username) on delete cascade,
    csrf      text    not null,
    device    text    not null, -- what the person calls the device
    second    integer not null check (second in (0, 1)), -- whether a second factor was shown
    begun     integer not null, -- seconds since 1970, UTC
    seen      integer not null,
    confirmed integer not null  -- when the password was last given
) strict, without rowid;

create table audit (
    seq    integer not null primary key check (seq > 0),
    ts_utc text    not null, -- 2026-11-22T08:15:30Z
    actor  text    not null,
    action text    not null,
    object text    not null,
    detail text    not null, -- canonical JSON
    prev   blob    not null check (length(prev) = 32),
    hash   blob    not null check (length(hash) = 32)
) strict, without rowid;
create index audit_actor on audit (actor, seq);

create trigger audit_no_update before update on audit
begin
    select raise(abort, 'the log of staff only grows');
end;
create trigger audit_no_delete before delete on audit
begin
    select raise(abort, 'the log of staff only grows');
end;
