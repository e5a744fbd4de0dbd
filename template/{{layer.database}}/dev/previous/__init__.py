"""Whether the code that runs today works on the tables that the newest migrations make."""
