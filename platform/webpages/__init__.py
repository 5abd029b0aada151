"""Editorial pages: home, information and legal pages, and the settings of the site."""
