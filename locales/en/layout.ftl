### The frame around every page: header, navigation, footer.

layout-shop-name = Session Shop
layout-tagline = Teas worth sitting down for
layout-description = A small tea shop that shows how web sessions work.
layout-skip = Skip to the content

layout-search-label = Search teas
layout-search-button = Search

layout-nav-label = Main
layout-nav-teas = Teas
layout-nav-cart = Cart
# Read aloud after the word "Cart". $count is at least 1.
layout-cart-count = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
layout-nav-orders = Orders
# Read aloud before the customer's name.
layout-nav-account = Account of
layout-nav-log-in = Log in
layout-nav-log-out = Log out
layout-breadcrumb = You are here
layout-menu = Menu
layout-display = Language and theme
layout-display-language = Language
layout-display-theme = Theme
layout-display-all = All preferences
# Stands in place of cart and account while sessions cannot be used.
layout-session-note = Cart and account are not available right now.

layout-footer-label = More
layout-footer-about = This is a teaching shop: it shows how web sessions work. Nothing is really sold, and nothing is ever sent.
layout-footer-preferences = Language, currency and appearance
