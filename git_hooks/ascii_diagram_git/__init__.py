"""Git hooks: drawings in commit messages, and files kept fresh before a commit."""
