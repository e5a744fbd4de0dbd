"""Tools for whoever works on the service. None of them is shipped."""
