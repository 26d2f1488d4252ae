"""Settings come from the environment, each with a default that is right for the demo on one machine."""

import os
from dataclasses import dataclass, fields
from pathlib import Path

from engine.errors import KanjianError
from engine.text import Text

ROOT = Path(__file__).parent.parent
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class BadSetting(KanjianError):
    code = "bad_setting"
    text = Text("设置 {name} 不正确：{why}", "The setting {name} is not right: {why}")


DEMO_IS_LOCAL = Text("演示城市只能在本机（127.0.0.1）使用", "the demo city is for this machine alone (127.0.0.1)")
TLS_WANTED = Text(
    "对外提供服务时须由代理终止 TLS，并设为 1",
    "beyond this machine a proxy must end TLS; set it to 1 to say that one does",
)


@dataclass(frozen=True)
class Settings:
    """One field per variable `KANJIAN_<NAME>`; README.md lists them, and a test compares the two."""

    host: str = "127.0.0.1"
    port: int = 8000
    var: str = str(ROOT / "var")
    database: str = ""
    demo: bool = False
    behind_tls: bool = False
    city: str = ""
    threads: int = 8

    @property
    def store(self) -> str:
        """The database's address; a SQLite file under `var` where none is set."""
        return self.database or f"sqlite:///{self.var}/kanjian.db"

    @property
    def files(self) -> Path:
        """Where attachments lie, by hash."""
        return Path(self.var) / "files"

    @property
    def secret_file(self) -> Path:
        """The key that signs cookies; made at the first start, readable by the owner alone."""
        return Path(self.var) / "secret.key"

    def check(self) -> None:
        """BadSetting for what would be unsafe: demo accounts or plain HTTP beyond this machine."""
        if self.host in LOOPBACK:
            return
        if self.demo:
            raise BadSetting(name="KANJIAN_DEMO", why=DEMO_IS_LOCAL)
        if not self.behind_tls:
            raise BadSetting(name="KANJIAN_BEHIND_TLS", why=TLS_WANTED)


def from_environment() -> Settings:
    """Settings as the environment gives them; BadSetting where one cannot be read."""
    found: dict[str, object] = {}
    for field in fields(Settings):
        raw = os.environ.get(f"KANJIAN_{field.name.upper()}")
        if raw is not None and raw != "":
            found[field.name] = _read(field.name, str(field.type), raw)
    return Settings(**found)  # type: ignore[arg-type]


def _read(name: str, kind: str, raw: str) -> object:
    variable = f"KANJIAN_{name.upper()}"
    if "bool" in kind:
        if raw.lower() not in ("0", "1", "true", "false"):
            raise BadSetting(name=variable, why=Text(f"应为 0 或 1，现为 {raw!r}", f"0 or 1 is expected, not {raw!r}"))
        return raw.lower() in ("1", "true")
    if "int" in kind:
        if not raw.isdigit():
            raise BadSetting(name=variable, why=Text(f"应为数字，现为 {raw!r}", f"a number is expected, not {raw!r}"))
        return int(raw)
    return raw
