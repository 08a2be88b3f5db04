# Staff pages and API documentation.
sign-in-title = Sign in
sign-in-name = User name
sign-in-password = Password
sign-in-button = Sign in
sign-in-help = Forgotten? The administrator of the server sets a new password by a command; none is ever sent by mail.
sign-in-wrong = The name or the password is not right. Please try again.
sign-in-wait = { $count ->
    [one] Too many wrong tries. Please wait { $shown } second and try again.
   *[other] Too many wrong tries. Please wait { $shown } seconds and try again.
}
sign-out = Sign out
desk-title = Reports
desk-downloads = Download
desk-pdf = PDF report
desk-pdf-about = For A4 paper: summary, ranking, charts, method.
desk-xlsx = Excel workbook
desk-xlsx-about = A sheet for each part, with numbers to go on computing.
desk-csv = CSV data
desk-csv-about = Stable columns for Excel and statistics programs.
docs-title = API documentation
docs-contents = Contents
docs-others = Others
docs-parameter = Parameter
docs-field = Field
docs-kind = Type
docs-meaning = Meaning
docs-required = required
docs-body = Request body
docs-replies = Replies
docs-schemas = Schemas
docs-problems = Problems
docs-problems-text = Every error is RFC 9457 JSON (application/problem+json); a browser gets a page. The language follows Accept-Language or ?lang=.
