-- The staff room: accounts with a role and a place, sign-ins that can be listed and ended, and a log that only grows.

alter table staff add column role text not null default 'administrator';
alter table staff add column jurisdiction text not null default 'vn'; -- key of a place, or office:CODE
alter table staff add column disabled boolean not null default false;
alter table staff add column totp bytea not null default '';     -- sealed secret of one-time passwords; empty without one
alter table staff add column totp_step bigint not null default 0; -- the last step whose code was used
alter table staff add column subject text not null default '';   -- issuer and subject of single sign-on; empty without

create table recovery_code (
    hash     bytea not null primary key check (length(hash) = 32),
    username text  not null references staff (username) on delete cascade
);

drop table session;
create table session (
    token     bytea   not null primary key check (length(token) = 32), -- SHA-256 of the cookie
    id        text    not null unique, -- names it in lists
    username  text    not null references staff (username) on delete cascade,
    csrf      text    not null,
    device    text    not null, -- what the person calls the device
    second    boolean not null, -- whether a second factor was shown
    begun     bigint  not null, -- seconds since 1970, UTC
    seen      bigint  not null,
    confirmed bigint  not null  -- when the password was last given
);

create table audit (
    seq    bigint not null primary key check (seq > 0),
    ts_utc text   not null, -- 2026-11-22T08:15:30Z
    actor  text   not null,
    action text   not null,
    object text   not null,
    detail text   not null, -- canonical JSON
    prev   bytea  not null check (length(prev) = 32),
    hash   bytea  not null check (length(hash) = 32)
);
create index audit_actor on audit (actor, seq);

create function audit_only_grows() returns trigger language plpgsql as $$
begin
    raise exception 'the log of staff only grows';
end
$$;
create trigger audit_no_change before update or delete or truncate on audit
    for each statement execute function audit_only_grows();
