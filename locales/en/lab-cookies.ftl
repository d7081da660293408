### The lab’s plain cookies: the page, and the lessons of letter B that use its parts.

lab-cookies-lede = This page uses no session. The server sends exactly the cookie that you enter, and the next request shows what your browser did with it.
lab-cookies-set = Set a cookie
lab-cookies-key = key, the name
lab-cookies-value = value
lab-cookies-max-age-hint = Seconds. 0 or less: expires at once.
lab-cookies-expires-hint = In UTC.
# $host is the name under which the browser reached the shop.
lab-cookies-domain-hint = You are at { $host }. Empty: this host only.
lab-cookies-samesite-absent = not given
lab-cookies-set-button = Send this cookie
lab-cookies-in-rust = In Rust
lab-cookies-in-django = In Django

lab-cookies-name-reserved = { $name } belongs to the shop or the lab and can’t be used here. The cookies of this page begin with { $prefix }.
lab-cookies-name-wrong = A name has Latin letters, digits and some marks such as - and _. It has no spaces, no = and no ;.
# $character is not allowed; $encoded is how it can be written instead.
lab-cookies-value-wrong = The value of a cookie can’t hold { $character } (RFC 6265bis). Written as { $encoded } it can.
lab-cookies-value-percent = The bytes after the % are not UTF-8 text, so no server could decode the value.
lab-cookies-max-age-wrong = Enter a whole number of seconds, with at most ten digits.
lab-cookies-expires-wrong = Enter a date and time from the year 1601 on.
lab-cookies-path-wrong = A path begins with /, contains no spaces and no ;, and has at most 1,024 characters. Browsers ignore any other path.
lab-cookies-domain-wrong = A domain is the name of a host, such as example.com, without a scheme and without a port.
lab-cookies-samesite-wrong = Allowed values are Strict, Lax, None, or nothing.
lab-cookies-too-many = You can have at most { $most } cookies here at once. Delete some first.

lab-cookies-happened = What happened
lab-cookies-nothing-yet = Nothing yet. Send a cookie to see here what the server sent and what the browser sent back.
lab-cookies-server-sent = The server sent
lab-cookies-header-set = Set-Cookie:
lab-cookies-piece-by-piece = Each part
lab-cookies-browser-sent = The browser sent back
lab-cookies-header = Cookie:
lab-cookies-script-sees = A script of the page sees
lab-cookies-script-nothing = (nothing: document.cookie is empty)
lab-cookies-script-off = Scripts are off. Type document.cookie in the console of the developer tools (F12).
lab-cookies-back = came back
lab-cookies-not-back = did not come back
lab-cookies-not-sent = not sent yet

lab-cookies-means-pair = Name and value: { $bytes } bytes together, of at most { $most }. The browser sends back only this part.
lab-cookies-means-max-age = It expires { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
 } after it arrives.
lab-cookies-means-max-age-over = It has expired already: the browser deletes its stored copy.
lab-cookies-means-expires = It expires at this date and time, by the browser’s clock.
lab-cookies-means-expires-ignored = Ignored: if both are given, Max-Age wins.
lab-cookies-means-no-end = Neither Max-Age nor Expires: it expires when the browser is closed.
lab-cookies-means-path = The browser sends it with requests for { $path } and all paths below it.
lab-cookies-means-no-path = No Path: the browser uses the folder of the URL that set the cookie, { $path } and below.
lab-cookies-means-domain = The browser sends it to { $domain } and every host below it.
lab-cookies-means-no-domain = No Domain: the browser sends it to this host only.
lab-cookies-means-secure = The browser sends it over HTTPS only. Most browsers make an exception for localhost.
lab-cookies-means-no-secure = No Secure: the browser also sends it over plain HTTP, where others can read it.
lab-cookies-means-httponly = No script of the page can read or change it.
lab-cookies-means-no-httponly = No HttpOnly: every script of the page can read and change it.
lab-cookies-means-strict = The browser sends it only with requests that start on this site.
lab-cookies-means-lax = From other sites, the browser sends it when you follow a link, but not with their forms or images.
lab-cookies-means-none = The browser sends it with every request, also with requests that other sites cause. It needs Secure.
lab-cookies-means-no-samesite = No SameSite: Chrome uses Lax; other browsers may use None.

lab-cookies-fate-came-back = The browser stored the cookie and sent it with this request.
lab-cookies-fate-changed = It came back with a different value: a script or the visitor changed it, or a second cookie has the same name.
lab-cookies-fate-too-large = The browser refused it: name and value have more than 4,096 bytes.
lab-cookies-fate-over = It was expired when it arrived: the browser deleted it or did not store it.
lab-cookies-fate-other-host = The browser refused it: { $host } is no host of { $domain }. A host can set cookies only for itself and for the domains that it belongs to. To a browser, 127.0.0.1 and localhost are two hosts.
lab-cookies-fate-none-not-secure = The browser refused it: SameSite=None needs Secure.
lab-cookies-fate-not-secure = The browser refused it: Secure over plain HTTP.
lab-cookies-fate-ended = It has expired: the browser has deleted it.
lab-cookies-fate-other-path = The browser keeps it for { $path } and does not send it here.
lab-cookies-fate-gone = The browser does not have it: it was deleted there, the browser was closed, or the browser accepts no cookies.

lab-cookies-experiments = Test your browser
lab-cookies-experiments-about = Each button sends a prepared cookie. The result appears under “What happened”.
lab-cookies-two-ends = Max-Age and Expires at once
lab-cookies-two-ends-about = If a cookie has both attributes, Max-Age wins (RFC 6265). Some tutorials say that Expires wins. Two cookies with contradicting attributes show what your browser does.
lab-cookies-try-stays = Max-Age in an hour, Expires in 1970
lab-cookies-try-goes = Max-Age 0, Expires in 2099
lab-cookies-places = Path and Domain
lab-cookies-places-about = The browser sends a cookie only where its Path and Domain allow it. This page is at /lab/cookies. There is a second page:
lab-cookies-elsewhere-link = the cookies that arrive at /lab/cookies/elsewhere
lab-cookies-try-path = Path={ $path }
lab-cookies-try-domain = Domain={ $domain }
lab-cookies-scripts = HttpOnly
lab-cookies-scripts-about = Two cookies that differ only in HttpOnly. The server receives both; a script sees only one of them.
lab-cookies-try-open = Without HttpOnly
lab-cookies-try-hidden = With HttpOnly

lab-cookies-kept = Cookies that this page sent you
lab-cookies-kept-about = To delete a cookie, the server sends it again with an empty value and a date in the past. The browser replaces the cookie only if name, Domain and Path are the same.
lab-cookies-none = None at the moment.
lab-cookies-not-ours = not sent from here
lab-cookies-not-ours-about = A script or the visitor created it. The request does not contain its path, so “Delete” tries the most likely paths.
lab-cookies-delete = Delete
lab-cookies-delete-all = Delete all
lab-cookies-received = The cookies of this request
lab-cookies-received-none = This request had no cookie.
lab-cookies-read = Read one cookie
lab-cookies-read-name = Its name
lab-cookies-read-button = Read it
lab-cookies-read-missing = No cookie { $name } of this page came with the request.

lab-cookies-sizes = How large a cookie can be
lab-cookies-sizes-about = Browsers store a cookie of at most 4,096 bytes, name and value together. They drop a larger cookie without an error, and the server is not notified.
lab-cookies-size-button = Send { $bytes } bytes
lab-cookies-size-bytes = Name and value together
lab-cookies-size-number = { $bytes } bytes
lab-cookies-size-result = The browser
lab-cookies-size-unknown = There is no such size. Use one of the buttons.

lab-cookies-plan = Never trust a plain cookie
lab-cookies-plan-about = The shop stores your plan in two cookies, one plain and one signed. Change both to “gold” and see which one the shop accepts.
lab-cookies-plan-plain = Plain
lab-cookies-plan-plain-name = lab_demo_plan
lab-cookies-plan-believed = The shop accepts it: your plan is “{ $plan }”.
lab-cookies-plan-signed = Signed
lab-cookies-plan-signed-name = lab_demo_plan_signed
lab-cookies-plan-holds = The signature is valid: your plan is “{ $plan }”.
lab-cookies-plan-refused = refused
lab-cookies-plan-refused-about = The signature does not match this text. Only somebody with the server’s key can create a matching one.
lab-cookies-plan-none = This request did not have the cookie.
lab-cookies-plan-give = Give me the basic plan
lab-cookies-plan-field = The plan that you would like
lab-cookies-plan-forge = Forge both
lab-cookies-plan-by-hand = By hand: F12, Application (Firefox: Storage), Cookies. Change the value and reload the page.

lab-cookies-elsewhere-title = A page with another path
lab-cookies-elsewhere-lede = This page is at { $path }. A cookie with this Path arrives here and not at /lab/cookies. A cookie with Path=/lab/cookies or Path=/lab arrives at both.
lab-cookies-elsewhere-back = Back to the cookies
