"""Templates of other people: anything that copier renders, and nothing that they want unasked."""
