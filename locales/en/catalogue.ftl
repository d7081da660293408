### The tea catalogue and the page of one tea.

catalogue-title = Our teas
# $count: teas that are shown, of one kind or of all.
catalogue-lede = { $count ->
    [0] No teas here at the moment.
    [one] One tea, with its story and how to brew it.
   *[other] { $count } teas, each with its story and how to brew it.
}
# $words: what was searched for.
catalogue-found = { $count ->
    [0] No tea matches “{ $words }”.
    [one] One tea matches “{ $words }”.
   *[other] { $count } teas match “{ $words }”.
}
catalogue-show-all = Show all teas

catalogue-kinds-label = Kinds of tea
catalogue-all = All
catalogue-category-green = Green tea
catalogue-category-white = White tea
catalogue-category-oolong = Oolong
catalogue-category-black = Black tea
catalogue-category-dark = Dark tea
catalogue-category-herbal = Flowers and herbs

catalogue-sort-label = Sort by
catalogue-sort-shelf = Default order
catalogue-sort-name = Name
catalogue-sort-price-up = Price, lowest first
catalogue-sort-price-down = Price, highest first
catalogue-sort-button = Sort

catalogue-nothing-title = No tea matches
catalogue-nothing-text = Try fewer or other words, or another kind of tea.

catalogue-pages-label = Pages
catalogue-earlier = Previous
catalogue-later = Next

## Stock

catalogue-sold-out = Sold out
catalogue-only-left = Only { $count } left
catalogue-in-stock = In stock

## One tea

catalogue-add = Add to cart
# Read aloud after catalogue-add, since there are many such buttons.
catalogue-add-which = : { $name }
catalogue-picture-of = Drawing: { $name }
catalogue-quantity = Quantity
# In place of the form while there is no session.
catalogue-no-cart = The cart is not available right now. Please try again later.
catalogue-category = Kind
catalogue-related = More of this kind
catalogue-origin = Origin
catalogue-harvest = Harvest
catalogue-water = Water
catalogue-celsius = { $degrees } °C
# The time of the first steeping.
catalogue-steeping = First steeping
catalogue-minutes = { $time } min
catalogue-seconds = { $time } s
catalogue-weight = Weight
catalogue-grams = { $grams } g
catalogue-stock = In stock
catalogue-packets = { $count ->
    [0] none at the moment
    [one] { $count } packet
   *[other] { $count } packets
}
catalogue-recently-viewed = Recently viewed
