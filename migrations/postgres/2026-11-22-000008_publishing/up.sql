-- Publishing by two persons: one drafts, another checks, and an embargo opens the door.

-- The moment from which everybody reads a release, in seconds since 1970 UTC; never before the one of the release before.
alter table release add column opens bigint not null default 0;

create table publication (
    id         text    not null primary key, -- random
    form       text    not null,
    version    integer not null,
    place      text    not null,
    period     text    not null,
    opens      bigint  not null, -- when everybody reads it, seconds since 1970 UTC; 0 = as soon as it is checked
    reason     text    not null, -- of a correction, Vietnamese; empty for a first edition
    reason_en  text    not null,
    state      text    not null check (state in ('draft', 'checked', 'withdrawn')),
    drafted_by text    not null,
    drafted    bigint  not null, -- seconds since 1970 UTC
    decided_by text    not null, -- who checked or withdrew it; empty while it is a draft
    decided    bigint  not null,
    release    text    not null, -- id of the release it became; empty before
    check (state <> 'checked' or decided_by <> drafted_by)
);
-- One draft at a time: whoever drafts the same again is shown the first.
create unique index publication_draft on publication (form, version, place, period) where state = 'draft';
