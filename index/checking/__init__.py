"""What `assistant check` looks for beyond the schema, one noun per module."""
