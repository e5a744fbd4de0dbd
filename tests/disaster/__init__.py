"""What happens to a rendered project when the worst happens to its machine."""
