"""Tax by country: United States by hand and automated, and the model of the rest of the world."""
