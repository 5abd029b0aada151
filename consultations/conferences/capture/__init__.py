"""What is written at the tables: cards from phones and laptops, with or without a network, and the live wall."""
