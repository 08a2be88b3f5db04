drop table release_cell;
drop table release;
drop function release_never_changes();
