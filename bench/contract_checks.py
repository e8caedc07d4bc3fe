"""What Schemathesis checks of every answer besides its own checks; loaded by its process (`hooks` of its configuration)."""

from __future__ import annotations

import os
from typing import Any

import schemathesis

from assistant.access.roles import Role

HELD = "CONTRACT_ROLE"
"""Environment variable: the role of the key that this run shows, empty for none; OPEN where reading needs none."""
OPEN = "open"


@schemathesis.check
def right_key(ctx: Any, response: Any, case: Any) -> None:
    """Nobody gets what needs a role they have not."""
    needed = case.operation.definition.raw.get("x-role")
    held = os.environ.get(HELD, "")
    role = Role.LECTURE if held == OPEN else Role(held) if held else None
    if needed and response.status_code < 400 and (role is None or not role.allows(Role(needed))):
        raise AssertionError(f"needs {needed}, was shown {held or 'no key'}, answered {response.status_code}")
