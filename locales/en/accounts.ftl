### Accounts: registering, logging in and out, the member's own page.

## Fields of the forms

accounts-username = Name
accounts-username-hint = 2 to 40 characters. Capitals make no difference.
# $shortest and $longest are numbers of characters.
accounts-username-length = A name has { $shortest } to { $longest } characters.
accounts-username-taken = Somebody has this name already. Please choose another one.
accounts-password = Password
accounts-new-password = New password
accounts-password-hint = At least 8 characters. A few words in a row are easy to remember and hard to guess.
accounts-password-length = A password has { $shortest } to { $longest } characters.
accounts-password-again = New password again
accounts-passwords-differ = This is not the same as above. Please type both again.
accounts-old-password = Present password
accounts-old-password-wrong = That is not your present password.
accounts-remember-me = Keep me logged in for 30 days

## Registering

accounts-register-title = Make an account
accounts-register-lede = A name and a password are enough. What is in your cart stays there.
accounts-register-button = Make the account
accounts-to-login = I have an account
# Message on the next page.
accounts-welcome = Welcome, { $name }. Your account is ready and you are logged in.

## Logging in

accounts-login-title = Log in
accounts-login-failed = That did not work
accounts-login-failed-text = Name and password do not go together. Please try again.
accounts-login-button = Log in
accounts-to-register = Make an account
accounts-login-lesson-title = What happens when you log in
accounts-login-lesson-key = Your session moves to a new id, and the old one stops working: an id that somebody planted in your browser before is worth nothing afterwards. What is in your cart moves along.
accounts-login-lesson-age = If you ask to stay logged in, this one session lasts 30 days from its last change. Otherwise the shop’s usual time applies.
accounts-welcome-back = Good to see you, { $name }.
# Message on the next page, when another device ended this login.
accounts-ended-from-elsewhere = You were logged out here: your login was ended from another device, or your password was changed. What this session held is gone.

## Logging out

accounts-logged-out-title = You are logged out
accounts-logged-out-lede = Nobody is logged in on this browser any more, and the cart is empty.
accounts-logged-out-lesson = The shop has thrown your session away and asked the browser to forget its id. Should anybody still have a copy of that id, it opens nothing.
accounts-log-in-again = Log in again
accounts-to-teas = To the teas

## The member's own page

accounts-account-title = Your account
accounts-greeting = Hello, { $name }
# $day is written as 2026-01-31.
accounts-registered = You have had your account since { $day }.
accounts-to-orders = Your orders
accounts-to-password = Change the password
accounts-to-preferences = Preferences
accounts-logins-title = Where you are logged in
accounts-logins-lede = Each login is listed until you log out or end it here. If one looks unfamiliar, end it and change your password.
accounts-login-here = This browser
# $moment is written as 2026-01-31 18:30, in UTC.
accounts-login-since = Logged in since { $moment } UTC
accounts-login-end = End this login
accounts-logins-none = You are logged in nowhere else.
accounts-logins-end = End all other logins
accounts-login-ended = That login has been ended.
accounts-login-ended-before = That login had ended already.
accounts-logins-ended = { $count ->
    [0] There was no other login to end.
    [one] { $count } other login has been ended.
   *[other] { $count } other logins have been ended.
}
accounts-browser-on-system = { $browser } on { $system }
accounts-browser = { $name }
accounts-browser-unknown = An unknown browser

## Changing the password

accounts-password-title = Change the password
accounts-password-lede = You stay logged in here. All other logins end at once.
accounts-password-button = Change the password
accounts-back-to-account = Back to your account
accounts-password-changed = Your password has been changed. All other logins have been ended.
