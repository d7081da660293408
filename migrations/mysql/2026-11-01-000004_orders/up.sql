-- placed_by is the token of the review page. A form that is submitted twice has
-- the same token, and the constraint UNIQUE rejects the second order.
-- Amounts are in the minor unit of the order's currency.
CREATE TABLE orders (
    id INTEGER NOT NULL PRIMARY KEY AUTO_INCREMENT,
    number VARCHAR(255) NOT NULL UNIQUE,
    placed_by VARCHAR(255) NOT NULL UNIQUE,
    user_id INTEGER NOT NULL,
    placed_at DATETIME(6) NOT NULL,
    name VARCHAR(255) NOT NULL,
    street VARCHAR(255) NOT NULL,
    postcode VARCHAR(255) NOT NULL,
    city VARCHAR(255) NOT NULL,
    country VARCHAR(255) NOT NULL,
    delivery VARCHAR(255) NOT NULL,
    currency VARCHAR(255) NOT NULL,
    delivery_price BIGINT NOT NULL,
    total BIGINT NOT NULL,
    FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE INDEX orders_user_id ON orders (user_id, id);

CREATE TABLE order_lines (
    order_id INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price BIGINT NOT NULL,
    PRIMARY KEY (order_id, product_id),
    FOREIGN KEY (order_id) REFERENCES orders (id),
    FOREIGN KEY (product_id) REFERENCES products (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
