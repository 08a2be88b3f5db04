drop table published_entry;
drop table published_file;
