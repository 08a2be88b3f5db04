alter table slip_pile drop column handed_out;
