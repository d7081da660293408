### Error pages. The Rust code uses most of these messages, not the templates.

error-400-title = Bad request
error-400-text = The URL or the data that was sent does not have the expected format. Go back, check your input and try again.
# In place of error-400-text when a field of a form holds a NUL character.
error-nul = The field “{ $field }” contains a NUL character (U+0000), which is not allowed. Nothing of the form was saved: go back, remove the character and send the form again.

# In place of error-400-text when a form has too many fields.
error-too-many-fields = The form has more than { $limit } fields. Nothing of it was saved.

# A plain text, for a request to a host that is not in server.allowed_hosts.
error-host = This site is not served under the host name of your request. The setting server.allowed_hosts has the names of the site.
# A plain text, for headers of a trusted proxy that can’t be read.
error-forwarded = The headers Forwarded or X-Forwarded-* of this request are malformed, or contradict each other.
# A plain text.
error-headers-too-large = The headers of this request are larger than { $limit } bytes. Delete cookies of this site, or use a shorter URL.
# A plain text, for the method CONNECT.
error-connect = This server is not a proxy: it does not support the method CONNECT.

error-403-title = Not allowed
error-403-text = You are not allowed to do this, or the request came from a page that is not allowed to send it. Nothing was changed.
# In place of error-403-text when the browser sent no cookie back.
error-cookies-off = Your browser did not send our cookie back. Cart and login need it: without a cookie, the shop can’t recognize your browser. Allow cookies for this site in your browser’s settings, then reload the page and try again.
# In place of error-403-text when the form's token was missing or stale.
error-csrf = The form you sent was too old, or did not come from our own page, so we did not process it. Go back, reload the page and send the form again.
# In place of error-403-text when the Origin, Referer or Sec-Fetch-Site header named another site.
error-foreign-origin = A page of another site sent this form, or a proxy has changed the address of the request, so we did not process it. Open the page with the form on this site and send the form again.

error-404-title = Page not found
error-404-text = There is no page at this URL. It may be misspelled, or the tea is no longer for sale.

error-405-title = Method not allowed
error-405-text = The URL exists, but it accepts another request method. This often happens when the URL of a form is opened directly.

error-408-title = The request took too long
error-408-text = Your data did not arrive in time, so we did not process it. Check your connection, then send the form again.

error-409-title = Your session has ended
error-409-text = While we processed this request, your session ended or got a new id, for example because you logged out or in in another window. Nothing of this request was saved. Reload the page and try again.
error-conflict-title = Please try again
error-conflict-text = While we processed this request, another window changed the data that it needs. Nothing of this request was saved. Go back, reload the page and try again.

error-413-title = Too much data for the session
error-413-text = There is no room for this in your session. What was in it before is still there, unchanged. Remove something from the cart, or send less at once.

# In place of error-413-title and error-413-text when the body of the request is too large.
error-body-too-large-title = Too much data
error-body-too-large = The data you sent is larger than { $limit } bytes, so it was not read. Send less at once.

error-415-title = Compressed data is not accepted
error-415-text = The data you sent has a Content-Encoding, such as gzip or br. Send it without one.
error-content-type-title = Only forms are accepted
error-content-type-text = The data you sent has another Content-Type than application/x-www-form-urlencoded, which is that of a form. Nothing was saved.

error-422-title = Some fields are not correct
error-422-text = We received the form, but some fields are not valid. Go back, check your input and send it again.

error-429-title = Too many requests
error-429-text = Too many requests came from your network in a short time, so this one was not processed. Nothing was saved. Wait a moment, then try again.
# In place of error-429-text when a login was refused.
error-429-logins = There were too many failed logins to this account, or from your network, so this password was not checked. The account is not locked: you can try again after the time below. The longer nobody tries, the shorter the wait becomes. A browser in which you have logged in before does not have to wait because of other people’s attempts.
# In place of error-429-text when a registration was refused.
error-429-registrations = There were many registrations from your network in a short time, so this account was not created. Please try again after the time below.

error-500-title = Something went wrong on our side
error-500-text = Please try again. If it happens again, come back a little later.
error-500-detail = The error has been logged with the number { $id }.

error-503-title = The session store is not available
error-503-text = The store of the sessions does not respond at the moment, so cart and account are not available. No data is lost. Please try again in a moment.
# In place of error-503-text when session.enabled = false.
error-sessions-off = Sessions are switched off on this server (session.enabled = false). This page needs a session, so it is not available. You can still look at the teas.

error-busy-title = Many people are logging in at the moment
error-busy-text = Checking a password takes a little time, and too many requests are waiting. Your password was not checked and nothing was changed. The rest of the shop is available. Please try again in a moment.

error-generic-title = The request failed
error-generic-text = We could not process this request. Please go back and try again.

# $seconds is the time until another try makes sense.
error-retry-after = { $seconds ->
    [one] Try again in { $seconds } second.
   *[other] Try again in { $seconds } seconds.
}
# $minutes is the time until another try is allowed, when it is two minutes or more.
error-retry-after-minutes = Try again in { $minutes } minutes.
error-request-number = Number of this request:
error-try-again = Back to the page, to try again
error-to-teas = To the teas

## Beside a field of a form

# The list of all errors at the top of a form. form-errors-mark begins the page's title.
form-errors-title = Please check these fields
form-errors-mark = Error:
form-error-line = { $field }: { $message }
form-required = Please fill this in.
form-too-long = At most { $longest } characters, please.
form-control-characters = Please remove control characters.
