"""The commands of `assistant`, one file each; `assistant.cli` gathers them."""
