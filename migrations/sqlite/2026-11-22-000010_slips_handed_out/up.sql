-- How many slips of a pile people drew, as the office counted them; null until somebody did. A printed slip is no invitation.
alter table slip_pile add column handed_out integer check (handed_out between 0 and made);
