drop table unfit;
drop table kiosk_code;
drop table kiosk;
