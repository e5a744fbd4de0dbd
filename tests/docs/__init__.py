"""What is documented is tested: the reference is generated, the commands that are shown are run."""
