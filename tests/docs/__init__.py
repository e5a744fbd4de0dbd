"""What is documented is tested to be so: the reference is generated, the commands of the README are run."""
