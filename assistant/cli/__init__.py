"""The commands of `assistant`, one file each; `assistant.serving.main` gathers them."""
