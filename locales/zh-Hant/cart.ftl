### cart
