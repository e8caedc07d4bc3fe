"""Who may do what: roles, keys, and how often."""
