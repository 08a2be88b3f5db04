# What people wrote, for inspectors.
comments-title = What people wrote
comments-lead = Names, telephone and identity numbers were masked when the box was opened. Every reading is logged.
comments-rule = Where fewer than { $comments } people wrote, or fewer than { $sheets } answered in the period, nothing is read yet, so that nobody is recognised.
comments-key = Key
comments-key-here = The key that opens comments lies on this machine. It should be handed over to the inspectorate.
comments-key-handed-in = The key was handed in for this sign-in. It lies in memory only and is gone after 30 minutes without use.
comments-key-forget = Forget the key
comments-key-elsewhere = The inspectorate keeps the key. Paste the line of its file here to read during this sign-in; the server writes it nowhere.
comments-key-label = Key (64 characters)
comments-key-button = Hand in the key
comments-key-needed = The key is needed
comments-groups = Comments by place and period
comments-none = No comments have been opened yet.
comments-count = Comments
comments-text = Text
comments-few = fewer than { $shown }
comments-few-sheets = fewer than { $shown } sheets
comments-read = Read
comments-read-title = Opened comments
comments-logged = This reading was logged.
comments-closed =
    { $count ->
        [one] { $shown } is sealed to another key and stays closed.
       *[other] { $shown } are sealed to another key and stay closed.
    }
comments-back = Back to the list
comments-contacts =
    { $count ->
        [one] { $shown } person asked to be contacted.
       *[other] { $shown } people asked to be contacted.
    }
contacts-title = Requests to be contacted
contacts-read = Read the requests
contacts-none = No request could be opened.
contacts-week = week
