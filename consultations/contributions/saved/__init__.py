"""What somebody began to write and has not sent: kept per person, and about what they write."""
