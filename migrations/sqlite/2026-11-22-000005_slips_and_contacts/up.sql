-- How many slips were printed; which ones stands nowhere but in `invite`, as hashes like all others. An unused slip and an
-- unused link of one cell cannot be told apart.
create table slip_pile (
    cell  integer not null,
    epoch integer not null, -- yyyymm of the invitation key
    made  integer not null check (made > 0),
    primary key (cell, epoch)
) strict, without rowid;

-- Requests to be contacted: tied to no sheet, no link and no moment nearer than a week, and deleted after some of them.
create table contact (
    id    blob    not null primary key check (length(id) = 16), -- random
    place text    not null, -- the province that the citizen chose, vn for none
    week  integer not null, -- iso year and week, yyyyww
    ct    blob    not null -- sealed to the comment key
) strict, without rowid;
