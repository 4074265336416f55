"""What every room stands on. Knows no domain and imports no room."""
