### The lab’s plain cookies: the page, and the lessons of letter B that use its parts.

lab-cookies-lede = No session here: the server sends exactly the cookie you ask for, and the next request shows what your browser made of it.
lab-cookies-set = Set a cookie
lab-cookies-key = key, the name
lab-cookies-value = value
lab-cookies-max-age-hint = Seconds. 0 or less: over at once.
lab-cookies-expires-hint = In UTC.
# $host is the name under which the browser reached the shop.
lab-cookies-domain-hint = You are at { $host }. Empty: this host only.
lab-cookies-samesite-absent = not given
lab-cookies-set-button = Send this cookie
lab-cookies-in-rust = In Rust
lab-cookies-in-django = In Django

lab-cookies-name-reserved = { $name } belongs to the shop or the lab and is not for trying things out. The cookies made here begin with { $prefix }.
lab-cookies-name-wrong = A name has Latin letters, digits and some marks such as - and _; no spaces, no = and no ;.
# $character is not allowed; $encoded is how it can be written instead.
lab-cookies-value-wrong = A cookie’s value can’t hold { $character } (RFC 6265bis). Written as { $encoded } it can.
lab-cookies-value-percent = What stands after the % in it is no UTF-8 text, and no server could read it.
lab-cookies-max-age-wrong = A whole number of seconds, please, with at most ten digits.
lab-cookies-expires-wrong = A date and time from the year 1601 on, please.
lab-cookies-path-wrong = A path begins with / and has neither spaces nor ; in it, nor more than 1,024 characters. Browsers ignore any other.
lab-cookies-domain-wrong = A domain is the name of a host, such as example.com, without address or port.
lab-cookies-samesite-wrong = Possible are Strict, Lax, None, or nothing.
lab-cookies-too-many = { $most } cookies are the most that you can have here at once. Please delete some first.

lab-cookies-happened = What happened
lab-cookies-nothing-yet = Nothing yet: send a cookie, and both sides of it will stand here.
lab-cookies-server-sent = The server sent
lab-cookies-header-set = Set-Cookie:
lab-cookies-piece-by-piece = Piece by piece
lab-cookies-browser-sent = The browser sent back
lab-cookies-header = Cookie:
lab-cookies-script-sees = A script of the page sees
lab-cookies-script-nothing = (nothing: document.cookie is empty)
lab-cookies-script-off = Scripts are off. Type document.cookie in the console of the developer tools (F12).
lab-cookies-back = came back
lab-cookies-not-back = did not come back
lab-cookies-not-sent = not sent yet

lab-cookies-means-pair = Name and value, { $bytes } bytes together; { $most } are the most. This is all that the browser sends back.
lab-cookies-means-max-age = It ends { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
 } after it arrives.
lab-cookies-means-max-age-over = It is over already: the browser deletes what it has of it.
lab-cookies-means-expires = It ends at this moment, by the browser’s clock.
lab-cookies-means-expires-ignored = Ignored: where both are given, Max-Age wins.
lab-cookies-means-no-end = Neither Max-Age nor Expires: it ends when the browser is closed.
lab-cookies-means-path = It goes with requests for { $path } and everything below it.
lab-cookies-means-no-path = No Path: it goes where the address that set it lies, { $path } and below.
lab-cookies-means-domain = It goes to { $domain } and every host below it.
lab-cookies-means-no-domain = No Domain: it goes to this host alone.
lab-cookies-means-secure = It goes over HTTPS only; to their own machine browsers send it anyway.
lab-cookies-means-no-secure = No Secure: it goes over plain HTTP too, where others can read it.
lab-cookies-means-httponly = No script of the page can read or change it.
lab-cookies-means-no-httponly = No HttpOnly: every script of the page can read and change it.
lab-cookies-means-strict = It goes only with requests that begin on this site.
lab-cookies-means-lax = From other sites it goes with links that open a page, not with their forms or pictures.
lab-cookies-means-none = It goes with every request, also those that other sites cause; only allowed with Secure.
lab-cookies-means-no-samesite = No SameSite: today’s Chrome takes that for Lax; other browsers may take it for None.

lab-cookies-fate-came-back = The browser has it and sent it with this request.
lab-cookies-fate-changed = It came back with another value: a script or its owner has changed it, or a second cookie has the same name.
lab-cookies-fate-too-large = The browser refused it: name and value take more than 4,096 bytes.
lab-cookies-fate-over = It was over when it arrived: the browser deleted it, or did not keep it.
lab-cookies-fate-other-host = The browser refused it: { $host } is no host of { $domain }. A host gives cookies to itself and the domains it lies in, and never to a stranger; to a browser even 127.0.0.1 and localhost are two hosts.
lab-cookies-fate-none-not-secure = The browser refused it: SameSite=None needs Secure.
lab-cookies-fate-not-secure = The browser refused it: Secure over plain HTTP.
lab-cookies-fate-ended = Its time is up: the browser has forgotten it.
lab-cookies-fate-other-path = The browser keeps it for { $path } and does not send it here.
lab-cookies-fate-gone = The browser does not have it: it was deleted there, or the browser was closed, or it keeps no cookies.

lab-cookies-experiments = Questions to your browser
lab-cookies-experiments-about = Each button sends a cookie that was filled in already. The answer stands under “What happened”.
lab-cookies-two-ends = Max-Age and Expires at once
lab-cookies-two-ends-about = Document 4 says that Expires wins. Browsers follow RFC 6265, in which Max-Age wins. Two cookies whose ends contradict each other show who is right.
lab-cookies-try-stays = Max-Age in an hour, Expires in 1970
lab-cookies-try-goes = Max-Age 0, Expires in 2099
lab-cookies-places = Path and Domain
lab-cookies-places-about = A cookie goes only where its Path and Domain allow. This page is at /lab/cookies; there is another one to look at:
lab-cookies-elsewhere-link = what arrives at /lab/cookies/elsewhere
lab-cookies-try-path = Path={ $path }
lab-cookies-try-domain = Domain={ $domain }
lab-cookies-scripts = HttpOnly
lab-cookies-scripts-about = Two cookies, the same but for HttpOnly: the server gets both back, a script sees one of them.
lab-cookies-try-open = Without HttpOnly
lab-cookies-try-hidden = With HttpOnly

lab-cookies-kept = The cookies you were sent here
lab-cookies-kept-about = To delete a cookie the server sends it again, empty and with a date long past. The browser takes it for the same one only if name, Domain and Path are the same.
lab-cookies-none = None at the moment.
lab-cookies-not-ours = not sent from here
lab-cookies-not-ours-about = A script of the page made it, or its owner. On which path it lies the request does not say, so deleting tries the likely ones.
lab-cookies-delete = Delete
lab-cookies-delete-all = Delete all
lab-cookies-received = The cookies of this request
lab-cookies-received-none = This request came without any cookie.
lab-cookies-read = Read one
lab-cookies-read-name = Its name
lab-cookies-read-button = Read it
lab-cookies-read-missing = No cookie { $name } of this page came with the request.

lab-cookies-sizes = How much a cookie holds
lab-cookies-sizes-about = Browsers keep a cookie of at most 4,096 bytes, name and value together. One byte more, and they drop it without a word: the server never learns of it.
lab-cookies-size-button = Send { $bytes } bytes
lab-cookies-size-bytes = Name and value together
lab-cookies-size-number = { $bytes } bytes
lab-cookies-size-result = The browser
lab-cookies-size-unknown = There is no such size. Please take one of the buttons.

lab-cookies-plan = Never trust a plain cookie
lab-cookies-plan-about = The shop notes in a cookie which plan you have paid for, once plain and once with a signature. Change both to “gold” and see what the shop believes.
lab-cookies-plan-plain = Plain
lab-cookies-plan-plain-name = lab_demo_plan
lab-cookies-plan-believed = The shop believes: your plan is “{ $plan }”.
lab-cookies-plan-signed = Signed
lab-cookies-plan-signed-name = lab_demo_plan_signed
lab-cookies-plan-holds = The signature holds: your plan is “{ $plan }”.
lab-cookies-plan-refused = refused
lab-cookies-plan-refused-about = The signature does not belong to this text. Who has not the server’s key can make none that does.
lab-cookies-plan-none = No such cookie came.
lab-cookies-plan-give = Give me the basic plan
lab-cookies-plan-field = The plan you would like
lab-cookies-plan-forge = Forge both
lab-cookies-plan-by-hand = By hand: F12, Application (Firefox: Storage), Cookies; change the value, and load the page again.

lab-cookies-elsewhere-title = A page elsewhere
lab-cookies-elsewhere-lede = This page lies at { $path }. A cookie with this Path arrives here, and not at /lab/cookies; one with Path=/lab/cookies or Path=/lab arrives at both.
lab-cookies-elsewhere-back = Back to the cookies
