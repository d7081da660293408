### The controls of the lab’s lessons, letter A, and the picture of the number ticket.

lab-a-who-stranger = Your request had no cookie. The server does not recognize you.
lab-a-who-other-cookies = Your request had cookies, but no session cookie. The server does not recognize you.
lab-a-who-session = Your request had a session cookie. The server recognizes you.
lab-a-who-note = Your request had a session cookie. The server recognizes you: your note says “{ $note }”.
lab-a-ask-without = Send a request without cookies
lab-a-ask-with = Send a request with cookies
lab-a-ask-by-hand = By hand: curl keeps no cookies, so the server recognizes none of its requests. Compare:
lab-a-ask-link = the same request from your browser, with its cookies
lab-a-cookie-came = Session cookie of this request
lab-a-session-found = Session found with it
lab-a-note-in-it = Note in the session
lab-a-who-you-are = Logged in as
lab-a-stranger = an anonymous visitor, not logged in
lab-a-set-by = Last set by
lab-a-none = none
lab-a-nothing = nothing yet
lab-a-part-signature = In the cookie: a signature
lab-a-part-content = In the cookie: the signed content
lab-a-part-length = ({ $count ->
    [one] one character
   *[other] { $count } characters
 })
lab-a-part-note = Is your note in the cookie?
lab-a-part-note-yes = yes: the engine signed_cookies keeps the data in the cookie
lab-a-part-note-no = no: it is in the store, under this id
lab-a-part-note-hidden = not visible from outside: the cookie is encrypted
lab-a-note = A note for the server to remember
lab-a-remember = Remember the note
lab-a-forget = Start again as a new visitor (this logs you out)
lab-a-address-given = Id in the URL
lab-a-address-ignored = ignored
lab-a-address-try = Open this page with an id in the URL
lab-a-cookies-try = Send a form
lab-a-cookies-through = The shop accepted the form: your browser sent the cookie back.
lab-a-sessions-on = Sessions are on.
lab-a-sessions-off = Sessions are off in this browser.
lab-a-sessions-turn-off = Switch sessions off for this browser
lab-a-sessions-turn-on = Switch sessions on again
lab-a-sessions-teas = The teas: need no session
lab-a-sessions-cart = The cart: needs a session
lab-a-sessions-settings = This switch is also on the page of all settings:

lab-ticket-title = The number ticket
lab-ticket-one = The guest holds the ticket
lab-ticket-one-about = The guest orders and gets a ticket with a number. The ticket is the session id, in a cookie.
lab-ticket-one-picture = Over the counter, the shop hands a guest a ticket with the number 42.
lab-ticket-two = The shop holds the order
lab-ticket-two-about = The shop keeps the order under that number. The order is the session’s data. The guest shows the ticket, and the shop finds the order.
lab-ticket-two-picture = The guest holds up ticket 42. On the shelf behind the counter, the tray with number 42 lights up, with a pot of tea on it.
lab-ticket-three = The ticket expires
lab-ticket-three-about = A ticket is valid for a limited time. After that, the shop refuses it: this number is no longer valid.
lab-ticket-three-picture = The clock shows a later time. Ticket 42 is faded and crossed out.
lab-ticket-four = The shop removes the order
lab-ticket-four-about = The shop clears orders whose tickets have expired from the shelf. The command clearsessions does this.
lab-ticket-four-picture = The place of number 42 on the shelf is empty. The tray goes into the bin.
