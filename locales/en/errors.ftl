### Error pages. Most of these are asked for by the Rust code, not by templates.

error-400-title = We could not read that request
error-400-text = Something in the address or in what was sent is not in the form we expect. Go back, look it over and try once more.
# In place of error-400-text when a field of a form holds a NUL character.
error-nul = The field “{ $field }” contains a NUL character (U+0000). A field can contain any text without it. Nothing of the form has been kept: go back, remove the character and send the form again.

error-403-title = We could not accept that
error-403-text = You are not allowed to do this here, or not from where you came. Nothing has been changed.
# In place of error-403-text when the browser sent no cookie back.
error-cookies-off = Your browser did not send our cookie back. Cart and login need it: without a cookie we cannot tell your visit from anybody else’s. Allow cookies for this site in your browser’s settings, then reload the page and try again.
# In place of error-403-text when the form's token was missing or stale.
error-csrf = The form you sent was too old, or did not come from our own page, so we did not act on it. Go back, reload the page and send the form again.

error-404-title = This is not on our shelf
error-404-text = There is no page at this address. It may have been mistyped, or the tea is no longer with us.

error-405-title = That does not work this way
error-405-text = The address exists, but it answers another kind of request. This often happens when the address of a form is opened directly.

error-409-title = Your session has ended
error-409-text = While we were working on this request, your session ended or moved, for instance because you logged out, or logged in, in another window. Nothing of this request has been kept. Reload the page and try again.
error-conflict-title = Please try that again
error-conflict-text = While we were working on this request, another window changed what it builds on. Nothing of this request has been kept. Go back, reload the page and try again.

error-413-title = That is too much to remember
error-413-text = There is no room for this in your session. What was in it before is still there, unchanged. Take something out of the cart, or send less at once.

error-422-title = Something is not filled in correctly
error-422-text = We understood the form, but not everything in it. Go back, look over your entries and send it again.

error-500-title = Something went wrong on our side
error-500-text = It was not your doing. Please try again; if it happens again, come back a little later.
error-500-detail = It has been logged under number { $id }.

error-503-title = We cannot reach our memory just now
error-503-text = The place where we keep sessions does not answer at the moment, so cart and account have to wait. Nothing is lost. Please try again in a moment.
# In place of error-503-text when session.enabled = false.
error-sessions-off = Sessions are switched off on this server (session.enabled = false). This page needs one, so it cannot work. You can still look at the teas.

error-generic-title = That did not work
error-generic-text = We could not answer this request. Please go back and try again.

# $seconds is the time until another try makes sense.
error-retry-after = { $seconds ->
    [one] Try again in { $seconds } second.
   *[other] Try again in { $seconds } seconds.
}
error-request-number = Number of this request:
error-to-teas = To the teas

## Beside a field of a form

form-required = Please fill this in.
form-too-long = At most { $longest } characters, please.
form-control-characters = Please leave out control characters.
