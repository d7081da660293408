-- Prices in US cents, weights in grams.
CREATE TABLE products (
    id SERIAL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    category TEXT NOT NULL,
    price BIGINT NOT NULL,
    grams INTEGER NOT NULL,
    stock INTEGER NOT NULL CHECK (stock >= 0)
);

CREATE TABLE product_texts (
    product_id INTEGER NOT NULL REFERENCES products (id),
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    summary TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (product_id, language)
);
