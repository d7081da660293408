### The lessons of letter G: what sessions are for.

lab-g-now = Data in your session now
lab-g-nothing = nothing
lab-g-register = Register
lab-g-log-in = Log in
lab-g-account = Your account
lab-g-teas = Teas
lab-g-cart = Cart
lab-g-checkout = Checkout
lab-g-preferences = Preferences
lab-g-one-tea = One tea
lab-g-another-tea = Another tea
