"""The demonstration consultation: data files and their loader."""
