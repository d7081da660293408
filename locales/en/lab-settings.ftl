### The lab’s settings: each setting of the sessions, for one browser alone.

lab-settings-lede = Every setting of the sessions, to be had your own way. It holds for this browser’s requests only: your choices lie in a signed cookie, “lab_settings”, and reach nobody else.
lab-settings-not-saved = Nothing was changed. Please look at:
lab-settings-quick = Usual experiments
lab-settings-quick-about = One click, one setting. Filled buttons say what holds now; the inspector at the foot of each page shows what it does.
lab-settings-reset = Back to the site’s settings
lab-settings-save = Use these in this browser
lab-settings-site = The site has:
lab-settings-site-nothing = nothing
lab-settings-toggled = yours differs
lab-settings-in-django = as in Django

## What becomes of the session
lab-settings-keep = Your session, when it is looked for elsewhere
lab-settings-keep-about = Another engine, cache or database, another name, path, domain or content of the cookie: then the session that you have now would no longer be found. Choose what is to become of it.
lab-settings-carry = Carry it over
lab-settings-carry-about = The same data goes under a new key to the new place, the cookie is set at once, and the old session is ended. Cart and login stay.
lab-settings-afresh = Start afresh, as Django would
lab-settings-afresh-about = Nothing is done. The old cookie is shown to the new place, which knows no such session (db and cached_db over one database share a table and do), so you begin with an empty one. The old one stays where it is until it expires.
lab-settings-back = Go back to the one left there
# $places is a list of engines, with cache and database in brackets.
lab-settings-back-about = This browser left a session in: { $places }. If you change to one of these, it is yours again.
lab-settings-back-nothing = This browser has left no session anywhere yet. Start afresh in another engine first, then come back.
lab-settings-saved = Done. From the next request on these settings hold in this browser.
lab-settings-saved-afresh = Done. The old session was left as it is; the new settings hold from the next request on.
lab-settings-saved-nothing = Done. There was no session to carry over.
lab-settings-saved-carried = Done. Your session was carried over to { $place } under a new key, and the old one was ended.
lab-settings-saved-back = Done. You are back in the session that this browser had left in { $place }.
lab-settings-nothing-left = This browser has left no session in { $place }. Please choose something else.
lab-settings-left-is-over = The session that this browser left in { $place } is over. Please choose something else.
# $reason is what the session framework said, in English.
lab-settings-failed = The session cannot be moved, so nothing was changed: { $reason }. You can start afresh.
lab-settings-too-large = The session would take { $bytes } bytes there, and { $limit } are allowed; so nothing was changed. You can start afresh.
lab-settings-lost-domain = This browser is at { $host } and would not take a cookie for { $domain }: your session would be lost, so nothing was changed. Start afresh to see what happens then.
lab-settings-lost-secure = This page came over plain HTTP, and this browser would not take a Secure cookie: your session would be lost, so nothing was changed. Start afresh to see what happens then.

## What is wrong
lab-settings-one-of = Possible are: { $allowed }.
lab-settings-from-to = Possible are whole numbers from { $least } to { $most }.
lab-settings-name-allowed = Letters, digits and any of !#$%&'*+-.^_`|~ are possible. A name that begins with __Secure- needs cookie_secure = true; one that begins with __Host- also cookie_path = / and no cookie_domain.
lab-settings-name-taken = The shop has other cookies of that name: csrftoken, and all that begin with lab_. Please choose another.
lab-settings-path-allowed = It begins with / and has visible ASCII letters only, without ; and without spaces.
lab-settings-domain-allowed = A host name of letters, digits, dots and hyphens, or nothing for this host alone.
# $reason is what the store said, in English.
lab-settings-unreachable = Cannot be used here: { $reason }
lab-settings-silent = Cannot be used here: it does not answer.

## Where sessions are kept
lab-settings-store = Where sessions are kept
lab-settings-engine = Which of the five engines keeps the sessions.
lab-settings-engine-db = A row for each session in a table of the database.
lab-settings-engine-file = A file for each session, named by its key.
lab-settings-engine-cache = In a cache and nowhere else: fast, and gone when the cache restarts. A Redis that restarts from an older snapshot brings ended sessions back.
lab-settings-engine-cached-db = Written to the cache and to the database, read from the cache first. A cache in memory is for one process.
lab-settings-engine-signed-cookies = The data itself, in the cookie; the server keeps nothing.
lab-settings-cache-alias = Which of the configured caches the engines cache and cached_db use.
lab-settings-cache-memory = The memory of this server process.
lab-settings-cache-redis = A Redis server.
lab-settings-cache-memcached = A Memcached server.
lab-settings-database = Which of the configured databases the engines db and cached_db use; it need not be the shop’s.
lab-settings-database-default = The shop’s own database.
lab-settings-enabled = Without it there are no sessions: no cart, no login. This page works all the same.

## When sessions end
lab-settings-expiry = When sessions end
lab-settings-cookie-age = Seconds after its last change that a session ends.
lab-settings-browser-close = The cookie gets neither Max-Age nor Expires, so the browser forgets it when it is closed.
lab-settings-every-request = Each request saves the session and sets its cookie, so that the time counts from the last access instead of the last change.
lab-settings-absolute-age = Seconds after its beginning, or the login, that a session ends in any case; 0 is never.

## The cookie
lab-settings-cookie = The cookie
lab-settings-cookie-name = Under which name the browser keeps the cookie.
lab-settings-cookie-path = The browser sends the cookie to this path and what is below it; elsewhere you have no session.
lab-settings-cookie-domain = The browser sends the cookie to this domain and those below it; nothing means this host alone.
lab-settings-cookie-secure = The browser sends the cookie over HTTPS only. Most trust their own machine (localhost) without it.
lab-settings-cookie-httponly = Scripts in the page cannot see the cookie: document.cookie is silent about it.
lab-settings-cookie-samesite = Which requests that begin on another site carry the cookie.
lab-settings-samesite-strict = None of them.
lab-settings-samesite-lax = Links that open a page, and no forms.
lab-settings-samesite-none = All of them; browsers ask for Secure with it.
lab-settings-cookie-content = What is done to the content of the cookie. With signed_cookies that is the session’s data, else its key.
lab-settings-content-signed = Signed: it can be read and not changed.
lab-settings-content-private = Encrypted: it can neither be read nor changed.

## Limits
lab-settings-limits = Limits
lab-settings-max-bytes = The most bytes that the data of a session may take; a change past it is refused, and the old data stays.
lab-settings-store-timeout = Milliseconds that the store may take to answer before you get a 503 page.
lab-settings-own-switch = The lab’s own switch
lab-settings-replay = What a request did to its session is done again when another request was quicker, so nothing is lost. Switched off, the last one to write wins, as in most frameworks.

## What is the site’s alone
lab-settings-fixed = What no browser has its own way
lab-settings-fixed-key-prefix = It says under which names the whole site keeps sessions in a cache. With one of your own you could look for other visitors’ entries, and each new one would take memory.
lab-settings-fixed-file-path = A folder on the server. A browser must not choose where the server writes files.
lab-settings-fixed-sweep-interval = The sweeper runs for the whole server and clears everybody’s expired sessions, not yours alone.
lab-settings-fixed-secret-key = It signs everybody’s cookies and is shown to nobody. The lab’s lesson on a leaked key uses one of its own.
