DROP TABLE product_texts;
DROP TABLE products;
