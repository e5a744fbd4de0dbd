"""Values that only the service can read: AES-256-GCM, with keys that the database never sees."""
