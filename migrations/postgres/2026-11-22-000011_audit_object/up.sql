-- whether another person set the ways into an account is asked at each look at a publication: not by reading the whole log
create index audit_object on audit (object, seq);
