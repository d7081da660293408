### Accounts: registering, logging in and out, the member's own page.

## Fields of the forms

accounts-username = Name
accounts-username-hint = 2 to 40 letters, digits or other characters of one writing system. Upper and lower case make no difference.
# $shortest and $longest are numbers of characters.
accounts-username-length = A name must have { $shortest } to { $longest } characters.
accounts-username-taken = This name is already in use. Please choose another one.
accounts-username-looks-alike = This name looks like one that is already in use. Please choose another one.
# $character is the character, which may be invisible; $code is its code point, such as U+200B.
accounts-username-character = A name can’t contain the character “{ $character }” ({ $code }). Letters, digits and the punctuation of the keyboard are allowed.
accounts-username-scripts = The letter “{ $character }” ({ $code }) is of another writing system than the letters before it. Please use letters of one writing system.
accounts-password = Password
accounts-new-password = New password
accounts-password-hint = At least 12 characters of any kind. A few words in a row are easy to remember and hard to guess.
accounts-password-length = A password must have { $shortest } to { $longest } characters.
accounts-password-common = This password is among the most common ones. Please choose another one.
accounts-password-has-name = A password must not contain your name.
accounts-password-has-shop-name = A password must not contain the name of the shop.
accounts-password-weak = This password is easy to guess: it consists of repetitions, sequences or very common words. A few unrelated words are better.
# Labels of the buttons that a script adds to the password fields.
accounts-password-show = Show
accounts-password-hide = Hide
# The meter that a script adds to a new password.
accounts-password-meter = Strength of the password
accounts-password-meter-few = Not long enough
accounts-password-meter-weak = Easy to guess
accounts-password-meter-good = Good
accounts-password-meter-strong = Very good
accounts-password-repeat = Repeat the password
accounts-password-again = Repeat the new password
accounts-passwords-differ = The two passwords differ. Please type both again.
accounts-old-password = Current password
accounts-old-password-wrong = This is not your current password.
accounts-remember-me = Keep me logged in for 30 days on this device
accounts-remember-me-hint = Without it you stay logged in until you close the browser.

## Registering

accounts-register-title = Create an account
accounts-register-lede = You only need a name and a password. The teas in your cart stay there.
accounts-register-button = Create the account
accounts-to-login = I have an account
# Message on the next page.
accounts-welcome = Welcome, { $name }. Your account is ready and you are logged in.

## Logging in

accounts-login-title = Log in
accounts-login-failed = Login failed
accounts-login-failed-text = Name or password is not correct. Please try again.
accounts-login-button = Log in
accounts-to-register = Create an account
accounts-login-lesson-title = What happens when you log in
accounts-login-lesson-key = Your session gets a new id, and the old id becomes invalid. If somebody planted an id in your browser before the login, it is useless after it. The teas in your cart stay.
accounts-login-lesson-age = If you choose to stay logged in, this session expires 30 days after its last change. Otherwise the browser removes the cookie when you close it. Many browsers restore it if they reopen your tabs, so log out on a device that others use.
accounts-welcome-back = Welcome back, { $name }.
# Message on the next page, when another device ended this login.
accounts-ended-from-elsewhere = You were logged out here: another device ended this login, or your password was changed. The data of this session was removed.

## Logging out

accounts-logged-out-title = You are logged out
accounts-logged-out-lede = Nobody is logged in on this browser now, and the cart is empty.
accounts-logged-out-lesson = The shop has deleted the data of your session and told the browser to delete the cookie. The old session id is no longer valid, even if somebody has a copy of it.
accounts-log-in-again = Log in again
accounts-to-teas = To the teas

## The member's own page

accounts-account-title = Your account
accounts-greeting = Hello, { $name }
# $day is written as 2026-01-31.
accounts-registered = Your account was created on { $day }.
accounts-to-orders = Your orders
accounts-to-devices = Devices
accounts-to-password = Change the password
accounts-to-preferences = Preferences
accounts-devices-title = Your devices
accounts-devices-lede = These are the browsers in which you are logged in. If you don’t recognize one, end its login and change your password. The shop stores no addresses.
accounts-login-here = This browser
# $moment is written as 2026-01-31 18:30, in UTC.
accounts-login-since = Logged in since { $moment } UTC
accounts-login-last-seen = Last seen { $moment } UTC, to within five minutes
accounts-login-end = End this login
accounts-logins-none = You have no other logins.
accounts-logins-end = End all other logins
accounts-logins-end-all = End all logins, this one too
accounts-devices-pages = Pages of the list
accounts-devices-previous = Previous
accounts-devices-next = Next
accounts-devices-page = Page { $page } of { $pages }
# The page that asks for the password before logins are ended.
accounts-end-title = End logins
accounts-end-one = This device is logged out at its next request. Its cart and other session data are removed.
accounts-end-others = All your other devices are logged out at their next request. You stay logged in here.
accounts-end-all = All your devices are logged out, this browser too. You can log in again with your password.
accounts-end-password-hint = The shop asks for it so that nobody who finds your browser open can do this.
accounts-end-button = End now
accounts-end-cancel = Back to the devices
accounts-login-ended = The login was ended.
accounts-login-ended-before = The login had already ended.
accounts-logins-ended = { $count ->
    [0] There was no other login to end.
    [one] { $count } other login was ended.
   *[other] { $count } other logins were ended.
}
accounts-browser-on-system = { $browser } on { $system }
accounts-browser = { $name }
accounts-browser-unknown = Unknown browser

## Changing the password

accounts-password-title = Change the password
accounts-password-lede = You stay logged in here. All other logins end at once.
accounts-password-button = Change the password
accounts-back-to-account = Back to your account
accounts-password-changed = Your password was changed. All other logins were ended.
