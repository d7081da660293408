### Checkout in three steps, and the orders.

## Steps and links

checkout-step-address = Address
checkout-step-delivery = Delivery
checkout-step-review = Review and order

checkout-to-cart = Back to the cart
checkout-to-address = Back to the address
checkout-to-delivery = Continue to delivery
checkout-to-review = Continue to review
checkout-change = Change

checkout-cart-empty = Your cart is empty, so there is nothing to order.
# When the cart or the checkout data changed in another tab after the review page was shown.
checkout-changed = Your order changed after you reviewed it, so we have not placed it. Please review it again.

## Address

checkout-address-title = Where should we send it?
checkout-address-lede = Your input stays in your session until you place the order. You can leave this page and come back.
checkout-field-name = Name
checkout-field-street = Street and number
checkout-field-postcode = Postcode
checkout-field-city = Town or city
checkout-field-country = Country or region
checkout-country-none = Please choose
checkout-country-choose = Please choose a country or region.

checkout-country-tw = Taiwan
checkout-country-cn = Mainland China
checkout-country-hk = Hong Kong
checkout-country-sg = Singapore
checkout-country-my = Malaysia
checkout-country-jp = Japan
checkout-country-kr = South Korea
checkout-country-us = United States
checkout-country-ca = Canada
checkout-country-gb = United Kingdom
checkout-country-de = Germany
checkout-country-fr = France
checkout-country-au = Australia

## Delivery

checkout-delivery-title = How should we deliver it?
checkout-delivery-legend = Delivery
checkout-delivery-choose = Please choose a delivery method.
checkout-delivery-standard = Standard
checkout-delivery-standard-hint = By post, three to five days
checkout-delivery-express = Express
checkout-delivery-express-hint = By courier, the next working day
checkout-delivery-pickup = Pickup
checkout-delivery-pickup-hint = Collect it at the shop

## Review; the columns and sums are also those of an order

checkout-summary-title = Your order
checkout-subtotal = Subtotal
checkout-review-title = Is everything correct?
checkout-column-tea = Tea
checkout-column-price = Price
checkout-column-quantity = Quantity
checkout-column-sum = Subtotal
checkout-delivery-price = Delivery cost
checkout-total = Total
checkout-change-cart = Change the cart

checkout-short-title = Not enough stock
checkout-short-text = Nothing has been ordered. Reduce the quantity, and then come back here.
# $count packets of this tea are left, fewer than wanted.
checkout-left = { $count ->
    [0] sold out
   *[other] only { $count } left
}
checkout-short-line = { $name }: { $left ->
    [0] sold out
   *[other] only { $left } left
}

checkout-place = Place the order
checkout-place-note = This is a teaching shop: nothing is charged and nothing is sent.
checkout-placed = Thank you. Your order { $number } has been placed.

## Orders

orders-pages-label = Pages of the orders
orders-newer = Newer
orders-older = Older
orders-title = Your orders
orders-empty-title = You have not ordered anything yet
orders-empty-text = Once you have placed an order, you will find it here.
orders-to-teas = To the teas
orders-to-list = All orders
orders-order-title = Order { $number }
