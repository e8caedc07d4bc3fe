"""Speed and memory, always beside a peer measured in the same run: `python -m bench`."""
