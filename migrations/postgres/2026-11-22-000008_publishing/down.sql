drop table publication;
alter table release drop column opens;
