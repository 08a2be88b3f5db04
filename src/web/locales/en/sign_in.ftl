# The door of the staff room: signing in, sending a form again.
sign-in-expired = Your session had ended. What you typed is kept: sign in, then send it again.
sign-in-device = Name of this device (optional)
sign-in-device-help = For example “meeting room”, so that you recognise it in the list of your sessions.
send-again-title = Send the form again
send-again-kept = The form was not recorded because the session before had ended. What you typed is kept; only passwords and codes must be typed again.
send-again-button = Send again
send-again-drop = Give this form up
