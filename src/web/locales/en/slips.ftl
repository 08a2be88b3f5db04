# Slips: the page where a code is typed.
slip-title = Type the code on your slip
slip-lead = You drew the slip from a pile at the counter. Nobody noted which one you drew.
slip-code = Code on the slip
slip-help = The code has 10 letters and digits. Capitals, small letters and spaces make no difference.
slip-go = Answer
slip-promise = Each slip counts once. It carries no name, no telephone number and no file number.
slip-not-a-code = A code has 10 letters and digits. Please look at the slip again; if your keyboard adds accents, turn that off.
slip-unknown = No slip has this code. Please compare it letter by letter, and look at the last day printed on the slip.
