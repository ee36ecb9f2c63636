"""What people do: each is one transaction that also tells who watches."""
