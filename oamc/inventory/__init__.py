"""What applications bring with them, for whoever mirrors, scans or pins it: their images."""
