"""Networks in a consultation: invited as a whole, discussing a draft at a meeting, with a position of their own."""
