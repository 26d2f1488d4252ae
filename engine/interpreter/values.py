"""What a process may carry: small JSON values that steer it. Everything else lives in rows."""

import math
from collections.abc import Mapping

import orjson

from engine.errors import BadValues
from engine.text import Text

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

MAX_BYTES = 8 * 1024  # of one task's data as JSON, after the merge
MAX_DEPTH = 10
_RESERVED = frozenset({"typename", "self"})  # the library reads the first and passes keys as keywords


def merge(data: dict[str, Json], values: Mapping[str, Json]) -> None:
    """Merge `values` into a task's `data`; raises `BadValues` before anything is changed."""
    for key, value in values.items():
        if not isinstance(key, str) or not key.isidentifier():
            raise BadValues(why=Text(f"“{key}”不是变量名", f"{key!r} is not a name"))
        _check(key, 0)
        _check(value, 0)
        if key in _RESERVED:
            raise _reserved(key)
    merged = {**data, **values}
    size(merged)
    data.update(copied(values))  # the caller keeps its own lists


def copied(data: Mapping[str, Json]) -> dict[str, Json]:
    """A copy down to the innermost list."""
    copy: dict[str, Json] = orjson.loads(orjson.dumps(dict(data)))
    return copy


def size(data: Mapping[str, Json]) -> int:
    """Bytes of `data` as JSON; raises `BadValues` above the limit."""
    try:
        length = len(orjson.dumps(dict(data)))
    except orjson.JSONEncodeError as error:
        raise BadValues(why=Text("不能写成 JSON", "cannot be written as JSON")) from error
    if length > MAX_BYTES:
        raise BadValues(why=Text(f"超过 {MAX_BYTES} 字节", f"more than {MAX_BYTES} bytes"))
    return length


def _check(value: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise BadValues(why=Text("嵌套太深", "nested too deeply"))
    kind = type(value)
    if value is None or kind in (bool, str):
        return
    if kind is int:
        _check_range(value)
    elif kind is float:
        _check_finite(value)
    elif kind is list:
        _check_list(value, depth)
    elif kind is dict:
        _check_dict(value, depth)
    else:
        raise BadValues(why=Text(f"不允许 {kind.__name__}", f"{kind.__name__} is not allowed"))


def _check_range(value: object) -> None:
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise BadValues(why=Text("整数太大", "an integer is too large"))


def _check_finite(value: object) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise BadValues(why=Text("不是有限的数", "a number is not finite"))


def _check_list(value: object, depth: int) -> None:
    if isinstance(value, list):
        for item in value:
            _check(item, depth + 1)


def _check_dict(value: object, depth: int) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if type(key) is not str:
                raise BadValues(why=Text("键必须是文字", "keys must be text"))
            if key == "typename":
                raise _reserved(key)
            _check(item, depth + 1)


def _reserved(key: str) -> BadValues:
    return BadValues(why=Text(f"“{key}”是保留名", f"{key} is a reserved name"))
