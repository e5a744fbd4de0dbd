"""Whether a repository is what it should be: like its template, and like its team's standard."""
