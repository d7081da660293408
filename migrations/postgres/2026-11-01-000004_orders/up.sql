-- placed_by is the token of the review page. A form that is submitted twice has
-- the same token, and the constraint UNIQUE rejects the second order.
-- Amounts are in the minor unit of the order's currency.
CREATE TABLE orders (
    id SERIAL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    placed_by TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users (id),
    placed_at TIMESTAMP NOT NULL,
    name TEXT NOT NULL,
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    delivery TEXT NOT NULL,
    currency TEXT NOT NULL,
    delivery_price BIGINT NOT NULL,
    total BIGINT NOT NULL
);

CREATE INDEX orders_user_id ON orders (user_id, id);

CREATE TABLE order_lines (
    order_id INTEGER NOT NULL REFERENCES orders (id),
    product_id INTEGER NOT NULL REFERENCES products (id),
    quantity INTEGER NOT NULL,
    unit_price BIGINT NOT NULL,
    PRIMARY KEY (order_id, product_id)
);
