"""Where the reader came from and goes back to after an act: an address of our own, or nothing."""

from flask import request


def is_ours(path: str) -> bool:
    """Whether an address stays within this site, however a browser may read it."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path and "\n" not in path


def asked() -> str:
    """The `back` of the address or form; "" where there is none that is ours."""
    path = request.values.get("back", "")[:500]
    return path if is_ours(path) else ""


def there() -> dict[str, str]:
    """What an address must carry so that the way back is kept."""
    path = asked()
    return {"back": path} if path else {}
