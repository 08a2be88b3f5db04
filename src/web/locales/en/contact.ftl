# Wishing to be contacted: a page apart from every sheet.
contact-offer = Would you like to be contacted? (a separate page, not tied to the sheet you sent)
contact-title = Would you like to be contacted?
contact-lead = If you want the inspectorate to call you back about something in particular, write it here.
contact-apart = This page is wholly apart from the questionnaire; nothing ties the two together.
contact-readers = Only the inspectorate can read it. The office that handled your matter cannot.
contact-kept =
    { $count ->
        [one] It is sealed and deleted after { $shown } day at most.
       *[other] It is sealed and deleted after { $shown } days at most.
    }
contact-limits = by writing here you tell the inspectorate who you are. If you send it right after the questionnaire, somebody watching the server at that moment could guess that both are yours. To be safer, come back to this page another day.
contact-place = Province or city
contact-no-place = I would rather not say
contact-about = What is it about?
contact-about-help = Where, what, when. At most 700 characters.
contact-reach = How can you be reached?
contact-reach-help = A telephone number, an e-mail or a postal address; what time suits you.
contact-send = Send to the inspectorate
contact-no-about = Please say briefly what it is about.
contact-no-reach = Please say how you can be reached; otherwise nobody can call you back.
contact-too-long = Please shorten it: at most { $shown } characters.
contact-sent = Your request was received
contact-sent-text = The inspectorate will read it and contact you the way you said.
