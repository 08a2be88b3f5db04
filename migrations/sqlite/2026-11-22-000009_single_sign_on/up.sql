-- A person of single sign-on has one account at most.

create unique index staff_subject on staff (subject) where subject <> '';
