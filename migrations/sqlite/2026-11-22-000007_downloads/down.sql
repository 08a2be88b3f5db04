drop table download;
drop table response;
