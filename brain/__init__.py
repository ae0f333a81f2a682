"""Networks that play Frog and Toad, and what is measured in them."""
