drop table audit;
drop table session;
create table session (
    token    blob    not null primary key check (length(token) = 32), -- SHA-256 of the cookie
    username text    not null references staff (username) on delete cascade,
    csrf     text    not null,
    expires  integer not null -- seconds since 1970, UTC
) strict, without rowid;
drop table recovery_code;
alter table staff drop column subject;
alter table staff drop column totp_step;
alter table staff drop column totp;
alter table staff drop column disabled;
alter table staff drop column jurisdiction;
alter table staff drop column role;
