"""People, organisations and who speaks for whom; sign-up and sign-in."""
