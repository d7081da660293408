### The controls of the lab’s lessons, letter E.

lab-e-setting-yours = in this browser only
lab-e-setting-sites = as the site has it
lab-e-setting-on = Switch on for this browser
lab-e-setting-off = Switch off for this browser
lab-e-setting-set = Set for this browser
lab-e-setting-reset = Back to the site’s
lab-e-setting-wrong = This value is not allowed; nothing was changed. Possible are whole numbers of seconds from 1 to 315360000.
lab-e-switch-wrong = This value is not allowed; nothing was changed. Possible are true and false.
lab-e-stored = End in the store when this request came
lab-e-stored-after = End in the store after this answer
lab-e-in-seconds = (in { $seconds } s)
lab-e-last-set-cookie = The last Set-Cookie of the session
lab-e-no-set-cookie = none among the last exchanges
lab-e-browser = Your browser
lab-e-sent = sent the cookie { $cookie }
lab-e-not-sent = sent no cookie { $cookie }
lab-e-server = The server
lab-e-found = found your session:
lab-e-not-found = found no session that is alive
lab-e-key-ends-in = seconds left:
lab-e-store = In the store
lab-e-lies-until = lies there until
lab-e-left = seconds left:
lab-e-lies-over = is over since { $seconds } s, and lies there still
lab-e-lies-no-more = it does not lie there any more
lab-e-lies-nothing = nothing of yours yet
lab-e-begin = Begin: ten seconds
lab-e-put-back = Put the settings back
lab-e-look-again = Look again
lab-e-removed = { $count ->
    [0] Nothing was over, so nothing was removed.
    [one] One expired session was removed.
   *[other] { $count } expired sessions were removed.
 } What was alive is there still. Other visitors’ sessions that were over are counted too.
lab-e-not-needed = Not needed: with this engine nothing that is over stays on the server.
lab-e-engine = Engine in force:
lab-e-none-left = You have left no session behind yet.
lab-e-left-behind = Sessions that you left behind
lab-e-ends = Ends
lab-e-alive = alive
lab-e-over-but-there = over, and lies there still
lab-e-gone = not there
lab-e-leave = Leave three sessions behind
lab-e-clear = Clear expired sessions
