"""Named points at which a test may kill the process, to see that nothing is lost or done twice.

`KANJIAN_CRASH_AT=before_commit:3` ends the process at the third passing of that point.
"""

import os
from collections import Counter

_wanted, _, _count = os.environ.get("KANJIAN_CRASH_AT", "").partition(":")
_passed: Counter[str] = Counter()


def crashpoint(name: str) -> None:
    """End the process at once, as a power cut would, if this point and passing were asked for."""
    if not _wanted or name != _wanted:
        return
    _passed[name] += 1
    if _passed[name] == int(_count or 1):
        os._exit(137)
