### The lab’s settings: each session setting, for one browser.

lab-settings-lede = Change any setting of the sessions for this browser only. Your choices are stored in a signed cookie, “lab_settings”, and affect nobody else.
lab-settings-not-saved = Nothing was changed. Correct these fields:
lab-settings-quick = Common experiments
lab-settings-quick-about = Each button changes one setting. A filled button shows the current value. The inspector at the foot of each page shows the effect.
lab-settings-reset = Use the site’s settings
lab-settings-save = Use these in this browser
lab-settings-site = The site’s value:
lab-settings-site-nothing = empty
lab-settings-toggled = changed here
lab-settings-in-django = as in Django

## What happens to the session
lab-settings-keep = What happens to your session
lab-settings-keep-about = If you change the engine, cache or database, or the name, path, domain or content of the cookie, the server can’t find your current session any more. Choose what happens to it.
lab-settings-carry = Carry it over
lab-settings-carry-about = The server copies the data to the new store under a new key, sets the cookie at once, and ends the old session. Cart and login stay.
lab-settings-afresh = Start a new session, as Django does
lab-settings-afresh-about = The server does nothing. The new store does not know the session of the old cookie, so you get an empty session. The old session stays in its store until it expires. (db and cached_db with the same database use one table, so there the session is found.)
lab-settings-back = Go back to an earlier session
# $places is a list of engines, with cache and database in brackets.
lab-settings-back-about = This browser left a session in: { $places }. If you change to one of these, you get that session again.
lab-settings-back-nothing = This browser has left no session in another store. Start a new session with another engine first, then come back.
lab-settings-saved = Saved. These settings apply to this browser from the next request on.
lab-settings-saved-afresh = Saved. The old session was not changed. The new settings apply from the next request on.
lab-settings-saved-nothing = Saved. There was no session to carry over.
lab-settings-saved-carried = Saved. Your session was carried over to { $place } under a new key, and the old one was ended.
lab-settings-saved-back = Saved. You are using the session again that this browser left in { $place }.
lab-settings-nothing-left = This browser has left no session in { $place }. Choose another option.
lab-settings-left-is-over = The session that this browser left in { $place } no longer exists. Choose another option.
# $reason is the error message of the session framework, in English.
lab-settings-failed = The session cannot be moved, so nothing was changed: { $reason }. You can start a new session.
lab-settings-too-large = The session would need { $bytes } bytes there, and { $limit } are allowed, so nothing was changed. You can start a new session.
lab-settings-lost-domain = This browser is at { $host } and would not accept a cookie for { $domain }. Your session would be lost, so nothing was changed. Start a new session to see what happens.
lab-settings-lost-secure = This page was loaded over plain HTTP, so this browser would not accept a Secure cookie. Your session would be lost, so nothing was changed. Start a new session to see what happens.

## What is wrong
lab-settings-one-of = Allowed values are: { $allowed }.
lab-settings-from-to = Enter a whole number from { $least } to { $most }.
lab-settings-name-allowed = Letters, digits and any of !#$%&'*+-.^_`|~ are allowed. A name that begins with __Secure- needs cookie_secure = true. One that begins with __Host- also needs cookie_path = / and no cookie_domain.
lab-settings-name-taken = The shop has other cookies with such a name: csrftoken, and all that begin with lab_. Choose another name.
lab-settings-path-allowed = It begins with / and contains only visible ASCII characters, no ; and no spaces.
lab-settings-domain-allowed = A host name of letters, digits, dots and hyphens, or empty for this host only.
lab-settings-domain-own-machine = Only on your own machine (localhost, or 127.0.0.1): on other hosts, a domain would send your session to their neighbours.
# $reason is the error message of the store, in English.
lab-settings-unreachable = Cannot be used here: { $reason }
lab-settings-silent = Cannot be used here: the store does not respond.

## Where sessions are stored
lab-settings-store = Where sessions are stored
lab-settings-engine = The engine that stores the sessions.
lab-settings-engine-db = A row for each session in a table of the database.
lab-settings-engine-file = A file for each session. The file name contains the key.
lab-settings-engine-cache = In a cache only. Fast, but a restart of the cache loses the sessions. A Redis that restarts from an older snapshot brings ended sessions back.
lab-settings-engine-cached-db = Writes to the cache and to the database, and reads the cache first. A cache in memory is for one process.
lab-settings-engine-signed-cookies = The data itself is in the cookie; the server stores nothing.
lab-settings-cache-alias = The configured cache that the engines cache and cached_db use.
lab-settings-cache-memory = The memory of this server process.
lab-settings-cache-redis = A Redis server.
lab-settings-cache-memcached = A Memcached server.
lab-settings-database = The configured database that the engines db and cached_db use. It can be another one than the shop’s.
lab-settings-database-default = The shop’s own database.
lab-settings-enabled = If this is off, there are no sessions: no cart and no login. This page still works.

## When sessions expire
lab-settings-expiry = When sessions expire
lab-settings-cookie-age = A session expires this number of seconds after its last change.
lab-settings-browser-close = The cookie gets neither Max-Age nor Expires, so the browser deletes it when it is closed.
lab-settings-every-request = Each request saves the session and sets its cookie. The session then expires some time after the last access, not after the last change.
lab-settings-absolute-age = A session expires at most this number of seconds after its start or the login; 0 means no limit.
lab-settings-anonymous-age = A session without a login expires this number of seconds after its last change, if that is earlier; 0 means session.cookie_age.

## The cookie
lab-settings-cookie = The cookie
lab-settings-cookie-name = The name of the session cookie.
lab-settings-cookie-path = The browser sends the cookie for this path and paths below it. On other pages you have no session.
lab-settings-cookie-domain = The browser sends the cookie to this domain and the domains below it. Empty means this host only.
lab-settings-cookie-secure = The browser sends the cookie over HTTPS only. Most browsers make an exception for localhost.
lab-settings-cookie-httponly = Scripts can’t see the cookie: document.cookie does not contain it.
lab-settings-cookie-samesite = Which requests that start on another site have the cookie.
lab-settings-samesite-strict = None of them.
lab-settings-samesite-lax = Links and forms with method GET that open a page; no forms with method POST.
lab-settings-samesite-none = All of them; browsers require Secure.
lab-settings-cookie-content = How the content of the cookie is protected. With signed_cookies the content is the session’s data, with other engines its key.
lab-settings-content-signed = Signed: anybody can read it, nobody can change it.
lab-settings-content-private = Encrypted: nobody can read or change it.

## Limits
lab-settings-limits = Limits
lab-settings-max-bytes = The maximum number of bytes of a session’s data. A larger change is refused, and the old data stays.
lab-settings-store-timeout = Timeout for calls to the store, in milliseconds. After it, you get a page with status 503.
lab-settings-own-switch = The lab’s own switch
lab-settings-replay = If another request has written first, a request’s change is applied again to the newer record, so no change is lost. If this is off, the last write wins, as in most frameworks.

## Settings of the site only
lab-settings-fixed = Settings that a browser can’t change
lab-settings-fixed-key-prefix = It is the prefix of all session entries in the caches of the site. With a prefix of your own, you could look for other visitors’ entries, and each new prefix would use memory.
lab-settings-fixed-file-path = A folder on the server. A browser must not choose where the server writes files.
lab-settings-fixed-new-per-address = The server counts the new sessions of each address, to protect its store. A limit of your own would not protect it.
lab-settings-fixed-slow-call-ms = It decides what the log contains, which all visitors share.
lab-settings-fixed-sweep-interval = The sweeper runs for the whole server and clears the expired sessions of all visitors.
lab-settings-fixed-secret-key = It signs the cookies of all visitors and is never shown. The lesson on a leaked key uses a key of the lab.
