"""What the documents do not answer, so that it can be written next."""
