"""The directory of commissioners' and coordinators' offices in the districts, with their history."""
