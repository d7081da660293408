### The cart.

cart-title = Your cart
cart-tea = Tea
cart-unit-price = Price
cart-quantity = Quantity
cart-quantity-of = Quantity of { $name }
cart-line-total = Subtotal
cart-one-less = One packet less of { $name }
cart-one-more = One packet more of { $name }
cart-update = Update
cart-remove = Remove
# Read aloud after cart-update and cart-remove, since each line has both.
cart-which = : { $name }
# $count: packets of all teas together.
cart-total = { $count ->
    [one] Total of { $count } packet
   *[other] Total of { $count } packets
}
cart-shipping-later = You choose the delivery at the checkout.
cart-empty = Empty the cart
cart-to-teas = Look at the teas
cart-to-checkout = To the checkout

cart-nothing-title = Your cart is empty
cart-nothing-text = Teas that you put in the cart stay there while you browse, and also after you log in.

## After a change. $name is the tea's name in this language.

cart-added = Added to your cart: { $count } × { $name }.
cart-updated = Your cart now has { $count } × { $name }.
cart-removed = { $name } is no longer in your cart.
cart-emptied = Your cart has been emptied.
cart-restored = The teas are back in your cart.

## Offers of these messages.

cart-view = View the cart
cart-undo = Undo

## When a change can't be made. $most is the largest quantity that is allowed.

cart-not-changed = Your cart has not been changed
cart-unknown-tea = We do not have this tea. It may no longer be for sale.
cart-quantity-no-number = Please enter a whole number from 1 to { $most }.
cart-quantity-too-few = The quantity must be at least 1. Please enter a whole number from 1 to { $most }.
cart-quantity-no-number-or-zero = Please enter a whole number from 0 to { $most }.
cart-quantity-negative = The quantity can’t be negative. Please enter a whole number from 0 to { $most }.
cart-sold-out = This tea is sold out.
cart-most-of-one-tea = A cart can have at most { $most } packets of one tea.
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
