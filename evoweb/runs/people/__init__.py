"""What people may use, and the keys they hold."""
