### The controls of the lab’s lessons, letter E.

lab-e-setting-yours = in this browser only
lab-e-setting-sites = as the site has it
lab-e-setting-on = Switch on for this browser
lab-e-setting-off = Switch off for this browser
lab-e-setting-set = Set for this browser
lab-e-setting-reset = Use the site’s setting
lab-e-setting-wrong = This value is not allowed; nothing was changed. Enter a whole number of seconds from 1 to 315360000.
lab-e-switch-wrong = This value is not allowed; nothing was changed. Allowed values are true and false.
lab-e-stored = Expiry time in the store, before this request
lab-e-stored-after = Expiry time in the store, after this response
lab-e-in-seconds = (in { $seconds } s)
lab-e-last-set-cookie = The last Set-Cookie of the session
lab-e-no-set-cookie = none in the last exchanges
lab-e-browser = Your browser
lab-e-sent = sent the cookie { $cookie }
lab-e-not-sent = did not send the cookie { $cookie }
lab-e-server = The server
lab-e-found = found your session:
lab-e-not-found = found no valid session
lab-e-key-ends-in = seconds left:
lab-e-store = In the store
lab-e-lies-until = the record is there, and expires at
lab-e-left = seconds left:
lab-e-lies-over = the record expired { $seconds } s ago and is still there
lab-e-lies-no-more = the record is not there any more
lab-e-lies-nothing = no record of yours yet
lab-e-begin = Start: ten seconds
lab-e-put-back = Restore the settings
lab-e-look-again = Look again
lab-e-removed = { $count ->
    [0] There was no expired session to remove.
    [one] One expired session was removed.
   *[other] { $count } expired sessions were removed.
 } Valid sessions were kept. The number includes expired sessions of other visitors.
lab-e-not-needed = Not needed: this engine leaves no expired sessions on the server.
lab-e-engine = Current engine:
lab-e-none-left = You have left no sessions in the store yet.
lab-e-left-behind = Sessions that you left in the store
lab-e-ends = Expires
lab-e-alive = valid
lab-e-over-but-there = expired, but still in the store
lab-e-gone = not in the store
lab-e-leave = Leave three sessions in the store
lab-e-clear = Clear expired sessions
