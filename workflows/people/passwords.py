"""Which passwords are good enough, and how they are hashed. Nothing here touches the store or takes a lock."""

import secrets
import string

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import BadAnswer
from engine.text import Text
from workflows.people.models import Person

SHORTEST, LONGEST, CLASSES = 10, 128, 3
SHORTEST_NAME = 4  # a login or pinyin such as "li" is in too many good passwords
_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe())


def hash_password(person: Person, login: str, password: str) -> str:
    """The hash of a new password. Raises `BadAnswer` (field `password`) with every rule that it breaks."""
    errors = complaints(person, login, password)
    if errors:
        raise BadAnswer({"password": errors})
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; as slow where there is no account, so that time tells nothing."""
    try:
        return _hasher.verify(password_hash or _NOBODY, password[:LONGEST]) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def rehashed(password_hash: str, password: str) -> str | None:
    """A new hash where the stored one is of weaker settings than today's."""
    return _hasher.hash(password) if _hasher.check_needs_rehash(password_hash) else None


def complaints(person: Person, login: str, password: str) -> list[Text]:
    """What is wrong with a password for this person; empty if nothing."""
    found: list[Text] = []
    if not SHORTEST <= len(password) <= LONGEST:
        found.append(
            Text("密码长度为10至128个字符。", "A password has 10 to 128 characters."),
        )
    if len({_kind(character) for character in password}) < CLASSES:
        found.append(
            Text(
                "密码须包含大写字母、小写字母、数字、符号中的至少三类。",
                "Use at least three of: capital letters, small letters, digits, signs.",
            )
        )
    lowered = password.casefold()
    latin = [part for part in (login.casefold(), person.pinyin) if len(part) >= SHORTEST_NAME]
    if any(part in lowered for part in (person.name, *latin)):
        found.append(Text("密码不能包含登录名或本人姓名。", "A password must not contain the login or one's own name."))
    return found


def initial_password() -> str:
    """A random first password that keeps the rules, to be told once and changed at the first sign-in."""
    alphabet = string.ascii_letters + string.digits
    return f"Kj-{''.join(secrets.choice(alphabet) for _ in range(12))}{secrets.randbelow(10)}"


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.isupper():
        return "capital"
    return "small" if character.islower() else "sign"
