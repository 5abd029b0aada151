"""What leaves the system: reports, files of the coding, open data, feeds and cards on other pages."""
