"""Help that learns on the machine itself: vectors of texts, features, and the classifier of action fields."""
