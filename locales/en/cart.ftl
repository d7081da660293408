### The cart.

cart-title = Your cart
cart-tea = Tea
cart-unit-price = Price
cart-quantity = Quantity
cart-quantity-of = Quantity of { $name }
cart-line-total = Sum
cart-update = Change
cart-remove = Remove
# Read aloud after cart-update and cart-remove, since each line has both.
cart-which = : { $name }
# $count: packets of all teas together.
cart-total = { $count ->
    [one] Total of { $count } packet
   *[other] Total of { $count } packets
}
cart-shipping-later = Shipping is chosen at the checkout.
cart-empty = Empty the cart
cart-to-teas = Look at the teas
cart-to-checkout = To the checkout

cart-nothing-title = Your cart is empty
cart-nothing-text = Whatever you put in it stays here while you look around, and after you log in too.

## After a change. $name is the tea's name in this language.

cart-added = In your cart now: { $count } × { $name }.
cart-updated = Your cart holds { $count } × { $name } now.
cart-removed = { $name } is no longer in your cart.
cart-emptied = Your cart has been emptied.

## When a change can't be made. $most is the largest quantity that is allowed.

cart-not-changed = Your cart has not been changed
cart-unknown-tea = We do not have this tea. It may have been taken off the shelf.
cart-quantity-no-number = Please enter a whole number from 1 to { $most }.
cart-quantity-too-few = It must be at least one packet. Please enter a whole number from 1 to { $most }.
cart-quantity-no-number-or-zero = Please enter a whole number from 0 to { $most }.
cart-quantity-negative = Fewer than no packets cannot be. Please enter a whole number from 0 to { $most }.
cart-sold-out = This tea is sold out.
cart-most-of-one-tea = One cart holds at most { $most } packets of one tea.
cart-only-left = { $stock ->
    [one] Only one packet is left.
   *[other] Only { $stock } packets are left.
}
cart-only-left-some-in-cart = Only { $stock } packets are left, and { $present } of them { $present ->
    [one] is
   *[other] are
} in your cart.
cart-only-left-all-in-cart = { $stock ->
    [one] Only one packet is left, and it is in your cart.
   *[other] Only { $stock } packets are left, and all of them are in your cart.
}
