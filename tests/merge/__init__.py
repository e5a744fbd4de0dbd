"""The merge engine: nothing that somebody wrote is lost."""
