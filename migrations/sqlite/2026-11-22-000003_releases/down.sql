drop table release_cell;
drop table release;
