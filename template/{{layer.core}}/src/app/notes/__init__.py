"""Notes: short texts that belong to whoever wrote them. The resource to imitate."""
