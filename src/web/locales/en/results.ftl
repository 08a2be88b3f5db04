# The public results.
trail = Where this place lies
search-place = Find a commune, ward or province
search-example = e.g. Phố Hiến
search = Find
search-hits = What was found
search-none = No place has such a name.
index-name = Overall satisfaction index
of-hundred = Of every 100 ratings about { $number } were satisfied.
interval-words = From { $n } answer sheets; the true value lies between { $low } and { $high }%, with 95% confidence.
no-interval-words = { $count ->
    [one] From { $shown } sheet that its writer chose to send, not a random sample: no sampling error is given.
   *[other] From { $shown } sheets that their writers chose to send, not a random sample: no sampling error is given.
}
indicative-words = Fewer than 30 sheets: for orientation only.
indicative = indicative
change-words = percentage points against the period before ({ $before }: { $value }).
change-unsure = The two intervals overlap, so this cannot be told from chance.
change-broken = Not directly comparable with the period before ({ $before }): { $reason }.
sheets = { $count ->
    [one] { $shown } sheet counted.
   *[other] { $shown } sheets counted.
}
walk-in-words = Walk-in ratings at collection points, not in the index: { $value } satisfied, { $n } sheets.
walk-in-withheld = Walk-in ratings at collection points (not in the index) cannot be shown.
by-province = By province
by-commune = By commune, ward and special zone
by-factor = By factor
by-criterion = By criterion
by-channel = By channel
told-apart = Told apart
by-group = By group of procedures
by-office = By office
by-person = By respondent
by-person-note = The index of those who chose each answer about themselves. Answering alone or with help can make a difference.
over-time = Over time
factor-by-place = Factors by place
map = Tile map of the provinces
ranking-table = Ranking
show-more = Show more
rank-note = The small figures beside a rank are the ranks it could have: where two of these ranges overlap, neither place can be called better.
data-table = Data table
spread-table = Share of each level
col-rank = Rank
col-place = Place
col-name = Name
col-factor = Factor
col-criterion = Criterion
col-question = Question
col-share = Satisfied
col-interval = 95% interval
col-sheets = Sheets
who-answered = Who answered
method = Method
method-index = Index
method-headline = Whose answers count
method-satisfied = Satisfied means
method-basis = Legal basis
method-threshold = Figures are published from { $shown } sheets on.
downloads = Downloads
download-criterion = CSV by criterion
download-factor = CSV by factor
download-place = CSV by place
