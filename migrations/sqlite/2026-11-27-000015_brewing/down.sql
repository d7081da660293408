ALTER TABLE product_texts DROP COLUMN harvest;
ALTER TABLE products DROP COLUMN seconds_to;
ALTER TABLE products DROP COLUMN seconds_from;
ALTER TABLE products DROP COLUMN celsius;
