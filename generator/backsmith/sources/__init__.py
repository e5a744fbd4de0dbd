"""Where the versions of a template lie: a repository, a bundle, the cache of this machine."""
