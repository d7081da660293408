-- How a tea is brewed: the temperature of the water in degrees Celsius, and the time of the
-- first steeping in seconds. The program fills the columns of its own teas at its start.
ALTER TABLE products ADD COLUMN celsius INTEGER;
ALTER TABLE products ADD COLUMN seconds_from INTEGER;
ALTER TABLE products ADD COLUMN seconds_to INTEGER;
ALTER TABLE product_texts ADD COLUMN harvest TEXT;
