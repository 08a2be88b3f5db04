drop table contact;
drop table slip_pile;
