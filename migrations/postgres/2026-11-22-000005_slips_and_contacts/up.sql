-- How many slips were printed; which ones stands nowhere but in `invite`, as hashes like all others. An unused slip and an
-- unused link of one cell cannot be told apart.
create table slip_pile (
    cell  bigint not null,
    epoch integer not null, -- yyyymm of the invitation key
    made  bigint not null check (made > 0),
    primary key (cell, epoch)
);

-- Requests to be contacted: tied to no sheet, no link and no moment nearer than a week, and deleted after some of them.
create table contact (
    id    bytea   not null primary key check (length(id) = 16), -- random
    place text    not null, -- the province that the citizen chose, vn for none
    week  integer not null, -- iso year and week, yyyyww
    ct    bytea   not null -- sealed to the comment key
);
