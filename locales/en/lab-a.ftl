### The controls of the lab’s lessons, letter A, and the picture of the number ticket.

lab-a-who-stranger = You sent no cookie. I have never seen you.
lab-a-who-other-cookies = You sent cookies, but none of a session. I do not know you.
lab-a-who-session = You sent the cookie of a session. I know you.
lab-a-who-note = You sent the cookie of a session. I know you: your note says “{ $note }”.
lab-a-ask-without = Ask without cookies
lab-a-ask-with = Ask with cookies
lab-a-ask-by-hand = By hand: curl keeps no cookies, so each request is a stranger’s. The same
lab-a-ask-link = asked by your browser, with its cookies
lab-a-cookie-came = Session cookie that came
lab-a-session-found = Session found by it
lab-a-note-in-it = The note in it
lab-a-who-you-are = Who you are
lab-a-stranger = a stranger, not logged in
lab-a-set-by = Last set by
lab-a-none = none
lab-a-nothing = nothing yet
lab-a-part-signature = In the cookie: a signature
lab-a-part-content = In the cookie: what is signed
lab-a-part-length = ({ $count ->
    [one] one character
   *[other] { $count } characters
 })
lab-a-part-note = Your note in it
lab-a-part-note-yes = yes: the engine signed_cookies keeps the data in the cookie
lab-a-part-note-no = no: it is at the counter, under this number
lab-a-part-note-hidden = nobody can tell from outside: the cookie is encrypted
lab-a-note = A note for the server to remember
lab-a-remember = Remember it
lab-a-forget = Begin again as a stranger (this logs you out)
lab-a-address-given = Id in the address
lab-a-address-ignored = ignored
lab-a-address-try = Come with an id in the address
lab-a-cookies-try = Send a form
lab-a-cookies-through = The form came through: your browser sent our cookie back.
lab-a-sessions-on = Sessions are on.
lab-a-sessions-off = Sessions are off in this browser.
lab-a-sessions-turn-off = Turn sessions off here
lab-a-sessions-turn-on = Turn sessions on again
lab-a-sessions-teas = The teas, which need none
lab-a-sessions-cart = The cart, which needs one
lab-a-sessions-settings = The same switch, with all others:

lab-ticket-title = The number ticket
lab-ticket-one = The ticket is with the guest
lab-ticket-one-about = The guest orders and gets a ticket with a number. That is the session id, in a cookie.
lab-ticket-one-picture = Over the counter, the shop hands a guest a ticket with the number 42.
lab-ticket-two = The order is at the counter
lab-ticket-two-about = What was ordered stays with the shop, under that number. That is the session’s data. The guest shows the ticket, and the shop finds the order.
lab-ticket-two-picture = The guest holds up ticket 42; on the shelf behind the counter the tray with number 42 lights up, with a pot of tea on it.
lab-ticket-three = The ticket expires
lab-ticket-three-about = A ticket holds for a while only. Who shows it later is told: this number is no longer valid.
lab-ticket-three-picture = A clock has run on; ticket 42 is faded and crossed out.
lab-ticket-four = The order is thrown away
lab-ticket-four-about = Orders that nobody can fetch any more are cleared from the shelf. That is clearsessions.
lab-ticket-four-picture = Number 42 on the shelf is empty; the tray goes into the bin.
