"""Whether a repository is like its template and its standard: each way out of it is found."""
