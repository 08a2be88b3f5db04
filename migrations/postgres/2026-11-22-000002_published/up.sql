-- Results that others published (kết quả đã công bố), kept apart from our own counts. Facts about publications,
-- not about citizens: they have sources and days.

create table published_file (
    series   text not null,
    file     text not null, -- the file's name: taken again, it replaces its rows
    hash     bytea not null check (length(hash) = 32),
    taken_on text not null, -- yyyy-mm-dd
    primary key (series, file)
);

create table published_entry (
    series  text    not null,
    file    text    not null,
    line    bigint  not null check (line > 0),
    year    integer not null,
    unit    text    not null, -- a place of the year's list, or agency: and a name
    name    text    not null, -- as the table names it
    value   text    not null, -- as printed; empty = not printed
    rank    integer not null check (rank >= 0), -- 0 = not printed
    lowest  text    not null,
    median  text    not null,
    highest text    not null,
    source  text    not null,
    status  text    not null,
    note    text    not null,
    primary key (series, year, file, line),
    foreign key (series, file) references published_file (series, file)
);
