-- Releases: a closed period, frozen. Rows are added and never change, which the database itself sees to.

create table release (
    number   integer  not null primary key check (number > 0), -- its place in the chain
    id       text    not null unique,
    form     text    not null,
    version  integer not null,
    place    text    not null, -- the place whose figures, with those of the places below, are frozen
    period   text    not null,
    covers   text    not null, -- the periods whose cells it froze: its own, and those inside it
    edition  integer not null check (edition > 0),
    previous text    not null, -- hash of the release before, empty for the first
    hash     text    not null,
    reason    text   not null, -- of a correction, Vietnamese; empty for a first edition
    reason_en text   not null, -- empty when there are no English words
    released_on text not null, -- yyyy-mm-dd
    document text    not null, -- canonical JSON, signed
    unique (form, version, place, period, edition)
) strict, without rowid;

-- What the frozen figures were counted from: the tallies as they were, with their verdicts. Pages of a released
-- period read these, and later editions are judged against them.
create table release_cell (
    number  integer  not null,
    margin  text    not null,
    period  text    not null,
    parent  text    not null,
    place   text    not null,
    key     text    not null,
    n       integer  not null check (n > 0),
    shown   integer not null,
    counts  blob    not null,
    primary key (number, margin, period, parent, place, key)
) strict, without rowid;

create trigger release_no_update before update on release
begin
    select raise(abort, 'a release never changes');
end;
create trigger release_no_delete before delete on release
begin
    select raise(abort, 'a release never changes');
end;
create trigger release_cell_no_update before update on release_cell
begin
    select raise(abort, 'a release never changes');
end;
create trigger release_cell_no_delete before delete on release_cell
begin
    select raise(abort, 'a release never changes');
end;
