-- Prices in US cents, weights in grams.
CREATE TABLE products (
    id INTEGER NOT NULL PRIMARY KEY AUTO_INCREMENT,
    slug VARCHAR(255) NOT NULL UNIQUE,
    category VARCHAR(255) NOT NULL,
    price BIGINT NOT NULL,
    grams INTEGER NOT NULL,
    stock INTEGER NOT NULL CHECK (stock >= 0)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE product_texts (
    product_id INTEGER NOT NULL,
    language VARCHAR(255) NOT NULL,
    name VARCHAR(255) NOT NULL,
    origin VARCHAR(255) NOT NULL,
    summary VARCHAR(255) NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (product_id, language),
    FOREIGN KEY (product_id) REFERENCES products (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
