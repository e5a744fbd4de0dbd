"""Projects that go on to another version of their template, or to other answers."""
