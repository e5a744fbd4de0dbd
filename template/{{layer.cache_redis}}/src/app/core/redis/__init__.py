"""What all processes of this service share through Redis, or Valkey, and can do without."""
