"""What `make profile` of a rendered project finds, and that it invents nothing."""
