-- What the staff room reads beside the tallies: who was invited and how many answered, and files that take long to make.

-- Invitations and the invited sheets that openings counted, by place and period. Raised with the invitations, and with the
-- tallies, never at an arrival; stays when the invitations are forgotten.
create table response (
    form     text    not null,
    version  integer not null,
    period   text    not null, -- of an invitation its month; of a sheet the period it was counted at
    province text    not null, -- empty for the nation
    commune  text    not null, -- empty for a province
    issued   bigint  not null,
    answered bigint  not null,
    primary key (form, version, period, province, commune)
);

-- What is known so far: of the invitations that were used, those whose sheet does not lie in the box any more.
insert into response
select cell.form, cell.version, left(epoch::text, 4) || '-' || right(epoch::text, 2), cell.province, cell.commune, sum(known.issued),
       sum(greatest(0, known.used - coalesce(waiting.n, 0)))
from (select cell, epoch, sum(case when state = 2 then 0 else 1 end) as issued,
             sum(case when state = 1 then 1 else 0 end) as used
      from invite group by cell, epoch) as known
join cell on cell.id = known.cell
left join (select cell, key_id, count(*) as n from ballot_box group by cell, key_id) as waiting
    on waiting.cell = known.cell and waiting.key_id = known.epoch
group by 1, 2, 3, 4, 5;

-- Files for staff. The file itself lies in the data folder; a row without its file is swept.
create table download (
    id       text    not null primary key, -- random, the name of the file
    username text    not null,
    what     text    not null, -- kind of file, as the address names it
    form     text    not null,
    version  integer not null,
    place    text    not null,
    period   text    not null,
    lang     text    not null,
    state    text    not null check (state in ('waiting', 'working', 'ready', 'failed', 'cancelled')),
    done     bigint  not null, -- parts made
    parts    bigint  not null, -- parts there will be, 0 while unknown
    bytes    bigint  not null,
    reason   text    not null, -- why it failed
    asked    bigint  not null, -- seconds since 1970, UTC
    expires  bigint  not null
);
