# Publishing by two persons: draft, check, and the door opens at its moment.
publishing-title = Publish results
publishing-lead = One person drafts, another checks. At the check the figures are frozen and signed; at the moment agreed everybody can read them.
publishing-drafts = Waiting for a second person
publishing-no-drafts = No draft is waiting.
publishing-coming = Checked, waiting for its moment
publishing-new = Draft a publication
publishing-nothing = No closed period has answers yet. A period closes some days after its end, so that late sheets are inside.
publishing-what = Period and form
publishing-correction-mark = published before, this will be a correction
publishing-embargo = Moment of publication
publishing-embargo-help = Time in Vietnam. Leave both empty to publish as soon as it is checked.
publishing-day = Day
publishing-time = Hour and minute
publishing-reason-open = Correct a published period
publishing-reason = Reason of the correction
publishing-reason-en = Reason in English (optional)
publishing-draft-button = Save the draft
publishing-past = Published and withdrawn
publishing-no-past = Nothing has been published here yet.
publishing-drafted = drafted by { $who } at { $at }
publishing-is-draft = Draft
publishing-is-withdrawn = Withdrawn
publishing-is-coming = Public at { $at }
publishing-is-published = Published
publishing-one = Publication of { $period }
publishing-all = All publications
publishing-withdrawn-by = withdrawn by { $who } at { $at }
publishing-checked-by = checked by { $who } at { $at }
publishing-at-once = As soon as it is checked
publishing-scope = Scope
publishing-nation = The nation, its provinces and communes
publishing-by = Drafted by
publishing-decision = Decision
publishing-opens = Moment of publication
publishing-will = What will be published
publishing-level = Level
publishing-shown = Index published
publishing-withheld-head = Withheld
publishing-empty-head = No answers
publishing-provinces = Provinces
publishing-communes = Communes
publishing-lines = { $count ->
    [one] Where there is an index, 1 criterion or factor is withheld because too few people answered.
   *[other] Where there is an index, { $shown } criteria and factors are withheld because too few people answered.
}
publishing-names = Withheld places
publishing-and-more = { $count ->
    [one] and 1 other
   *[other] and { $shown } others
}
publishing-withheld-help = A withheld place stays in the publication by name, marked “withheld”; the result of a group of too few people cannot be worked out.
publishing-doubt = These small groups might be worked out from what was told before. All that holds them is withheld; please look closely:
publishing-changes = What changed since the last time
publishing-first = There is no earlier release to compare with.
publishing-compared = Compared with { $id } ({ $period }).
publishing-communes-moved = { $count ->
    [one] 1 commune has new or other figures than before.
   *[other] { $shown } communes have new or other figures than before.
}
publishing-communes-gone = { $count ->
    [one] 1 commune had an index before and is withheld now.
   *[other] { $shown } communes had an index before and are withheld now.
}
publishing-withheld = withheld
publishing-empty = no answers
publishing-index = Index
publishing-sheets = Sheets
publishing-before = Before
publishing-change = Change
publishing-decide = Decision
publishing-own = You drafted this. Somebody else with the right to publish checks it; if something is wrong, withdraw the draft and make a new one.
publishing-freeze = The button below freezes and signs the figures on this page. They can never be changed, only corrected with a reason.
publishing-appears = Everybody can read them from
publishing-looked = I have looked at what will be published and withheld.
publishing-check-button = Checked: publish
publishing-hash = Hash of the figures shown:
publishing-withdraw-button = Withdraw the draft
publishing-refused-open = { $period } is still open; it can be published from { $from } on, when late sheets are inside.
publishing-refused-empty = { $period } has no answers, so there is nothing to publish.
publishing-refused-drafted = { $period } is drafted already. Check that draft, or withdraw it and draft again.
publishing-refused-no-reason = { $period } was published before. Write the reason of the correction; readers will see it.
publishing-refused-nothing = { $period } was never published, so there is nothing to correct. Leave the reason empty.
publishing-refused-embargo = The moment of publication lies ahead and within a year; give both day and time, or leave both empty.
publishing-refused-own = Whoever drafted a publication does not check it. Nothing was published.
publishing-handed-over = { $who } opened this account, or set its password or second factor, at { $at }. So that there are always two different persons, this account can check publications from { $until } on. Another publisher can at once.
publishing-handed-over-sign-on = The sign-on of the province
publishing-refused-decided = Somebody else has just checked or withdrawn this. Your click changed nothing; the page shows how it stands.
publishing-refused-moved = The counts have moved since you opened this page, so nothing was published. Look at the new figures below.
publishing-refused-looked = Look at the figures and tick the box before you publish.
publishing-refused-rotating = The signing key is being replaced. Ask the operator to finish this, then check again.
publishing-refused-other = It cannot be published yet: { $why }
publishing-refused-choice = This choice is gone. Choose the period and form again.
