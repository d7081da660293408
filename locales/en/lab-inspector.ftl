### The inspector: the exchanges of this browser, step by step.

inspector-lede = The last 50 requests of this browser and their responses, the newest first. Open one to follow the session step by step, from the request’s cookie to the response’s cookie. Only your browser sees this list, and looking changes nothing.
inspector-unknown = There is no such exchange of this browser. It may be older than the last 50, or from another browser. The list may have been emptied, or the server restarted.
inspector-nothing = Nothing is here yet. Each page of the shop that you open appears here.
inspector-to-shop = To the shop
inspector-empty = Empty the list
inspector-json = This page as JSON
inspector-open = Open this exchange
inspector-among-all = Show it in the list of the last 50 exchanges
inspector-off = Sessions are switched off (session.enabled = false): the server did not read the cookie and called no store.

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
inspector-summary-begun = session created
inspector-summary-ended = session ended
inspector-summary-new-key = new key
inspector-summary-refused = cookie refused
inspector-summary-missing = no such session
inspector-summary-over = session expired
inspector-summary-ended-before = session has ended
inspector-summary-moved-before = session has moved
inspector-summary-no-cookie = not stored: no cookie yet
inspector-summary-limit = not stored: too many new sessions
inspector-summary-failed = store failed
inspector-summary-overwrote = overwrote another request
inspector-summary-replayed = { $count ->
    [one] another request came first: change applied again
   *[other] other requests came first: change applied again { $count } times
}
inspector-summary-gone = ended by another request
inspector-summary-extended = extended
inspector-summary-same = nothing changed
inspector-summary-changed = changed: { $keys }
inspector-summary-large = large session

inspector-step-cookie-in = Cookies of the request
inspector-cookie-none = The request carried no cookie at all, so the server can’t recognize the visitor.
inspector-cookie-session = The session cookie.
inspector-cookie-csrf = A secret value that protects forms (CSRF). It is not a session.
inspector-cookie-browser = The lab’s id for this browser, which selects this list.
inspector-cookie-toggles = Your own settings in the lab, signed.
inspector-cookie-other = Not the session cookie. The session framework ignores it.

inspector-step-signature = Check of the signature
inspector-signature-none = The request has no session cookie, so there is nothing to check.
inspector-verdict-holds = valid
inspector-verdict-refused = refused
inspector-verdict-current = Signed with the current secret key: the content is as this server sent it.
inspector-verdict-fallback = Signed with an older secret key, number { $number } of secret_key_fallbacks. It is still valid. The next change sets a new cookie, signed with the current key.
inspector-verdict-refused-why = None of this server’s keys matches the signature: it was changed, cut off or made up, or signed with another secret key or another session.cookie_content. The server ignores the cookie and its content.

inspector-step-key = The session key
inspector-key-came = In the request
inspector-key-went = In the response
inspector-key-none = The request has no session key.
inspector-key-found = There is a session under this key.
inspector-key-missing = The signature is valid, but there is no session under this key. The session was ended or cleared, it is in another engine, or its store lost it.
inspector-key-over = The signature is valid, but the session expired at { $moment }. Its record may still be in the store, but it is not served again.
inspector-key-ended-before = The signature is valid, but a request has ended this session. The store has its tombstone.
inspector-key-moved-before = The signature is valid, but the session has moved to a new key, as at each login. The store has its tombstone.
inspector-key-failed = The store did not respond, so the server does not know whether there is a session under this key.
inspector-key-not-asked = The signature is valid; there was no call to the store.
inspector-key-drawn = There was something to store for the first time, so a session began under a new key.
inspector-key-changed = The session moved to a new key, as at each login. The old key is no longer valid.
inspector-key-is-data = With signed_cookies the key is the session itself, so each change creates another key.
inspector-key-ended = The session has ended: this key is no longer valid.

inspector-step-store = Calls to the store
inspector-store-none = None: no store was needed for this request.
inspector-outcome-hit = hit
inspector-outcome-miss = miss
inspector-outcome-stored = stored
inspector-outcome-conflict = conflict
inspector-outcome-gone = gone
inspector-outcome-done = done
inspector-outcome-failed = failed
inspector-outcome-given-up = gave up waiting
inspector-operation-load = Loads the record under the key.
inspector-operation-create = Stores a new record under an unused key.
inspector-operation-replace = Compare and swap: replaces the record if it still has the version that was loaded.
inspector-operation-touch = Moves the expiry time and changes nothing else.
inspector-operation-delete = Removes the record under the key.
inspector-operation-get = Reads an entry of the cache.
inspector-operation-set = Stores an entry in the cache and overwrites an existing one.
inspector-operation-add = Stores an entry in the cache if there is none.
inspector-operation-swap = Replaces an entry of the cache if it still has the expected version.
inspector-note-conflict = Another request of this session was first: the record has version { $version } now. Nothing was stored; the change is applied again to that version.
inspector-note-replayed = The change was applied again to version { $version }, so neither request is lost.
inspector-note-overwrites = Another request was first: the record has version { $version }. Replaying is switched off in this browser (lab.replay), so the next call overwrites the other request’s change.
inspector-note-gone = Another request has ended the session in the meantime. Nothing is stored, the session stays ended, and the visitor gets an error page.
inspector-note-brought-back = Another request has ended the session in the meantime. Replaying is switched off in this browser (lab.replay), so this request creates the session again.
inspector-note-tombstone = A tombstone takes the place of the session for five minutes. A slow request can’t restore the session, and a response to the old cookie neither removes nor replaces a newer cookie.
inspector-note-given-up = The request did not wait for this call to finish.

inspector-step-session = Data of the session before and after
inspector-session-empty = There was no data before, and there is none after.
inspector-session-before = Before: { $bytes } bytes.
inspector-session-after = After: { $bytes } bytes.
inspector-session-large = The session is too large to be stored in this list.
inspector-before = Before
inspector-after = After
inspector-kind-added = added
inspector-kind-changed = changed
inspector-kind-removed = removed
inspector-kind-same = unchanged
inspector-key-expiry = Written by the framework: the value of set_expiry. A number is seconds, 0 is browser close, a text is a date and time.
inspector-key-key-expiries = Written by the framework: keys with their own expiry time (milliseconds since 1970).
inspector-key-since = Written by the framework: the time when the session was created or the login was made (seconds since 1970), for the absolute limit.

inspector-step-record = The stored record
inspector-record-now = Read now, after the exchange.
inspector-place-store = In the store
inspector-place-cache = In the cache
inspector-place-database = In the database
inspector-place-nothing = There is no record.
inspector-place-row = A row of the table { $table }
inspector-place-file = A file
inspector-place-entry = An entry of the cache ({ $backend })
inspector-place-cookie = The content of the cookie itself; nothing is stored on the server
inspector-place-text = The text contains the version, the expiry time (microseconds since 1970) and the data.
inspector-place-lives = The cache keeps it for at most { $seconds } more seconds.
inspector-place-lives-unknown = The cache does not report how long it keeps the entry.

inspector-step-end = When the session expires
inspector-end-left = { $length } after this exchange
inspector-end-none = There is no session.
inspector-end-cookie-kept = This response sets no session cookie: the browser keeps the one that it has, with its expiry time. If you have changed a setting, the cookie changes at the next write.
inspector-end-browser = The cookie has no expiry time: the browser deletes it when it is closed. The server does not know when that happens, so it keeps the record until this time.
inspector-rule-own-seconds = Set by set_expiry({ $seconds }): this number of seconds after the last change.
inspector-rule-own-browser-close = Set by set_expiry(0): at browser close. The server keeps the record for session.cookie_age, { $seconds } seconds.
inspector-rule-own-moment = Set by set_expiry with a date and time or a length of time: changes don’t move it.
inspector-rule-cookie-age = Set by session.cookie_age: { $seconds } seconds after the last change. With session.save_every_request each request counts as a change.
inspector-rule-anonymous-age = Set by session.anonymous_age, since nobody is logged in: { $seconds } seconds after the last change.
inspector-rule-absolute = Set by session.absolute_age: { $seconds } seconds after the start or the login. Changes don’t move it.

inspector-step-cookie-out = Cookies of the response
inspector-out-none = The response does not set the session cookie: the browser keeps its cookie.
inspector-out-removed = removal
inspector-attribute-length = That is { $length }.
inspector-attribute-max-age = The browser keeps it for { $seconds } seconds from now. If Expires is set too, Max-Age wins.
inspector-attribute-max-age-over = Expires at once: the browser deletes this cookie.
inspector-attribute-no-max-age = There is no Expires either: the cookie expires when the browser is closed.
inspector-attribute-expires-alone = There is none, so Expires applies.
inspector-attribute-expires = The same time as a date, for browsers that don’t know Max-Age.
inspector-attribute-expires-past = A date in the past makes every browser delete the cookie.
inspector-attribute-no-expires = There is no expiry date.
inspector-attribute-path-all = Sent with requests for every path of this host.
inspector-attribute-path = Sent only with requests for { $path } and paths below it.
inspector-attribute-no-path = Sent only with requests for the folder of the URL that set it.
inspector-attribute-domain = Sent to { $domain } and all hosts below it.
inspector-attribute-no-domain = Sent only to the host that set it, not to its subdomains.
inspector-attribute-secure = Sent over HTTPS only.
inspector-attribute-no-secure = Sent over plain HTTP too, where others can read it.
inspector-attribute-http-only = No script of a page sees it in document.cookie.
inspector-attribute-no-http-only = Every script of the page can read it in document.cookie.
inspector-attribute-same-site-strict = Never sent with requests that start on another site, not even when you follow a link.
inspector-attribute-same-site-lax = Sent when a page of another site opens this page by a link or a form with method GET, but not with forms with method POST, images and frames.
inspector-attribute-same-site-none = Sent with requests from every site, including forms and images. Browsers accept it only with Secure.
inspector-attribute-no-same-site = Most browsers then use Lax.
