### The inspector: the exchanges of this browser, step by step.

inspector-lede = The last 50 requests of this browser and their answers, the latest first. Open one to follow the session through it, from the cookie that came to the cookie that went. Nobody else sees them, and looking changes nothing.
inspector-unknown = There is no such exchange of this browser. Perhaps it is older than the last 50, the list was emptied, the server started again, or another browser made it.
inspector-nothing = Nothing is here yet. Each page of the shop that you open will be.
inspector-to-shop = To the shop
inspector-empty = Empty the list
inspector-json = The same as JSON
inspector-open = Open this exchange
inspector-among-all = See it among the last 50 exchanges
inspector-off = Sessions are switched off (session.enabled = false): nobody looked at the cookie, and no store was asked.

inspector-days = { $count ->
    [one] one day
   *[other] { $count } days
}
inspector-hours = { $count ->
    [one] one hour
   *[other] { $count } hours
}
inspector-minutes = { $count ->
    [one] one minute
   *[other] { $count } minutes
}
inspector-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
inspector-bytes = { $bytes } bytes

inspector-summary-off = sessions off
inspector-summary-none = no session
inspector-summary-begun = session begun
inspector-summary-ended = session ended
inspector-summary-new-key = new key
inspector-summary-refused = cookie refused
inspector-summary-missing = no such session
inspector-summary-over = session was over
inspector-summary-failed = store failed
inspector-summary-overwrote = overwrote another request
inspector-summary-replayed = { $count ->
    [one] another request was quicker: done again
   *[other] other requests were quicker: done again { $count } times
}
inspector-summary-gone = ended by another request
inspector-summary-extended = extended
inspector-summary-same = nothing changed
inspector-summary-changed = changed: { $keys }
inspector-summary-large = large session

inspector-step-cookie-in = The cookies come in
inspector-cookie-none = The request carried no cookie at all: to the server it is a stranger’s.
inspector-cookie-session = The session’s cookie.
inspector-cookie-csrf = A secret that protects forms. It is no session.
inspector-cookie-browser = The lab’s own number for this browser, by which this list is found.
inspector-cookie-toggles = What you have set otherwise in the lab, signed.
inspector-cookie-other = Not the session’s. The framework does not look at it.

inspector-step-signature = Is the signature ours?
inspector-signature-none = No cookie of the session’s name came, so there is nothing to check.
inspector-verdict-holds = holds
inspector-verdict-refused = refused
inspector-verdict-current = Made with the present secret key: the content is as this server sent it.
inspector-verdict-fallback = Made with an older secret key, number { $number } of secret_key_fallbacks. It still holds; the next change makes a new cookie with the present key.
inspector-verdict-refused-why = None of this server’s keys made it as it is: it was changed, cut off or made up, or made under another secret key or another session.cookie_content. It counts as no cookie, and its content is not looked at.

inspector-step-key = The session key
inspector-key-came = Came in
inspector-key-went = Went out
inspector-key-none = No key came in.
inspector-key-found = Under this key there was a session.
inspector-key-missing = The signature held, but there is no session under this key: it was ended, cleared away, lies in another engine, or its store forgot it.
inspector-key-over = The signature held, but the session was over since { $moment }. It may still lie in the store; it is not served again.
inspector-key-failed = The store did not answer, so nobody knows whether there is a session under this key.
inspector-key-not-asked = The signature held; the store was not asked.
inspector-key-drawn = There was something to remember for the first time, so a session began under a new key.
inspector-key-changed = The session moved to a new key, as at each login: whoever knew the old one has nothing any more.
inspector-key-is-data = With signed_cookies the key is the session itself, so each change makes another one.
inspector-key-ended = The session has ended: this key opens nothing any more.

inspector-step-store = What the store was asked
inspector-store-none = Nothing: no store was needed to answer this request.
inspector-outcome-hit = found
inspector-outcome-miss = not there
inspector-outcome-stored = stored
inspector-outcome-conflict = conflict
inspector-outcome-gone = gone
inspector-outcome-done = done
inspector-outcome-failed = failed
inspector-outcome-given-up = given up
inspector-operation-load = Fetch the record under the key.
inspector-operation-create = Store a new record under a key that nobody has had.
inspector-operation-replace = Compare and swap: store it in the place of the record, if that still has the version that was loaded.
inspector-operation-touch = Move the end of the session, and change nothing else.
inspector-operation-delete = Forget the record under the key.
inspector-operation-get = Ask the cache for the text under its key.
inspector-operation-set = Put a text into the cache, whatever was there.
inspector-operation-add = Put a text into the cache, if nothing is there.
inspector-operation-swap = Put a text into the cache, if the one there still has the expected version.
inspector-note-conflict = Another request of this session was quicker: version { $version } lies there now. Nothing was stored; what this request did is done again on that version.
inspector-note-replayed = The changes were made again on version { $version }, so both requests count.
inspector-note-overwrites = Another request was quicker: version { $version } lies there. Replaying is switched off in this browser (lab.replay), so what that request did is overwritten next.
inspector-note-gone = Another request has ended the session meanwhile. Nothing is stored, the session stays ended, and the visitor is told.
inspector-note-brought-back = Another request has ended the session meanwhile. Replaying is switched off in this browser (lab.replay), so the session is brought back.
inspector-note-tombstone = A tombstone takes the place of the session for five minutes: a slow request can’t bring it back, and a response to the old cookie neither removes nor replaces a newer one.
inspector-note-given-up = Nobody waited for the end of this call.

inspector-step-session = The session before and after
inspector-session-empty = There was nothing in a session before, and there is nothing after.
inspector-session-before = Before: { $bytes } bytes.
inspector-session-after = After: { $bytes } bytes.
inspector-session-large = The session is too large to be kept in this list.
inspector-before = Before
inspector-after = After
inspector-kind-added = added
inspector-kind-changed = changed
inspector-kind-removed = removed
inspector-kind-same = as it was
inspector-key-expiry = The framework’s own: what set_expiry was told. A number is seconds, 0 is at browser close, a text is a moment.
inspector-key-key-expiries = The framework’s own: keys that end by themselves, and when (milliseconds since 1970).
inspector-key-since = The framework’s own: when the session began or the login was (seconds since 1970), for the absolute limit.

inspector-step-record = The record as it lies there
inspector-record-now = Looked up now, after the exchange.
inspector-place-store = In the store
inspector-place-cache = In the cache
inspector-place-database = In the database
inspector-place-nothing = Nothing lies there.
inspector-place-row = A row of the table { $table }
inspector-place-file = A file
inspector-place-entry = An entry of the cache ({ $backend })
inspector-place-cookie = The content of the cookie itself; nothing lies on the server
inspector-place-text = The text is the version, the end (microseconds since 1970) and the data.
inspector-place-lives = The cache keeps it for { $seconds } more seconds at the most.
inspector-place-lives-unknown = The cache does not tell how long it will keep it.

inspector-step-end = When the session ends
inspector-end-left = { $length } after this exchange
inspector-end-none = There is no session that could end.
inspector-end-browser = The cookie has no end of its own: the browser forgets it when it is closed. The server can’t see that, so it keeps its side until then.
inspector-rule-own-seconds = By set_expiry({ $seconds }): so many seconds after the last change.
inspector-rule-own-browser-close = By set_expiry(0): at browser close. The server keeps its side for session.cookie_age, { $seconds } seconds.
inspector-rule-own-moment = By set_expiry with a moment or a length: at that moment, whatever happens until then.
inspector-rule-cookie-age = By the setting session.cookie_age: { $seconds } seconds after the last change. With session.save_every_request each request counts as one.
inspector-rule-absolute = By the setting session.absolute_age: { $seconds } seconds after it began or the login, however busy its visitor is.

inspector-step-cookie-out = The cookies go out
inspector-out-none = The answer says nothing of the session’s cookie: the browser keeps what it has.
inspector-out-removed = removal
inspector-attribute-length = That is { $length }.
inspector-attribute-max-age = Keep it for { $seconds } seconds from now. Where Expires stands too, Max-Age counts.
inspector-attribute-max-age-over = Over at once: the browser is to forget this cookie.
inspector-attribute-no-max-age = Nor an Expires: the cookie lasts until the browser is closed.
inspector-attribute-expires-alone = There is none, so Expires counts.
inspector-attribute-expires = The same end as a date, for browsers that know no Max-Age.
inspector-attribute-expires-past = A date in the past: how every browser is told to forget a cookie.
inspector-attribute-no-expires = No date of an end.
inspector-attribute-path-all = Sent along to every address of this host.
inspector-attribute-path = Sent along only to { $path } and what lies below it.
inspector-attribute-no-path = Sent along only to addresses beside the one that set it.
inspector-attribute-domain = Sent along to { $domain } and all hosts below it.
inspector-attribute-no-domain = Sent back only to the very host that set it, not to its subdomains.
inspector-attribute-secure = Sent over HTTPS only.
inspector-attribute-no-secure = Sent over plain HTTP too, where it can be overheard.
inspector-attribute-http-only = No script of a page sees it in document.cookie.
inspector-attribute-no-http-only = Every script of the page can read it in document.cookie.
inspector-attribute-same-site-strict = Never sent along when another site leads here, not even by a link.
inspector-attribute-same-site-lax = Sent along when somebody follows a link from another site, but not with its forms and pictures.
inspector-attribute-same-site-none = Sent along from every site, forms and pictures included. Browsers take it only with Secure.
inspector-attribute-no-same-site = Most browsers then act as with Lax.
