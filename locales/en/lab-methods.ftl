### Operations on the session in the lab: update and values, the test cookie, and the
### expiry of a given change.

lab-session-group-test-cookie = The test cookie
lab-session-field-mapping = Mapping
lab-session-hint-mapping = A JSON object
lab-session-about-values = Lists all values.
lab-session-about-update = Sets each key of the mapping; all other keys stay.
lab-session-about-set-test-cookie = Sets a key that a later request looks for.
lab-session-about-test-cookie-worked = Checks whether the browser has sent the session’s cookie back.
lab-session-about-delete-test-cookie = Removes the key; a missing one is an error.
lab-session-about-expiry-age = Returns the seconds from a change at this time until the session expires, if this number is its expiry. Changes nothing.
lab-session-about-expiry-date = Returns the time at which the session expires after a change at this time, if this number is its expiry. Changes nothing.
lab-session-mapping-wrong = This is not a JSON object ({ $reason }). Write it like {"{"}"tea": "oolong", "quantity": 2{"}"}.
