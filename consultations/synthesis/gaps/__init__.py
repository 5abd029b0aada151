"""Who has not been heard: districts, categories of participants and action fields side by side."""
