"""Settings come from the environment, each with a default that is right for the demo on one machine."""

import os
from dataclasses import dataclass, field, fields
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
NO_ADDRESS = Text("应以 http:// 或 https:// 开头", "it must begin with http:// or https://")
ADDRESS_WANTED = Text("请填写访问地址，通知里的链接才能打开", "give the address of the product, for links in notices")
NO_SENDER = Text("请填写发件邮箱地址", "give the address that mail is sent from")
SECURITY = ("none", "starttls", "tls")
WHICH_SECURITY = Text("应为 none、starttls 或 tls", "none, starttls or tls is expected")
IN_THE_CLEAR = Text(
    "密码不能明文传送，请用 starttls 或 tls", "no password may travel in the clear; use starttls or tls"
)
LONGEST = 30  # seconds: while one mail is sent, the next waits
RUNNERS = ("embedded", "celery")
WHICH_RUNNER = Text("应为 embedded 或 celery", "embedded or celery is expected")
WHICH_BROKER = Text(
    "请填写消息服务地址，以 amqp:// 或 redis:// 开头",
    "give the address of a broker; it begins with amqp:// or redis://",
)
TOO_LONG = Text("应在 1 至 29 秒之间", "it must lie between 1 and 29 seconds")


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
    runner: str = "embedded"
    broker: str = field(default="", repr=False)
    queue: str = "kanjian"
    public_url: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_from: str = ""
    smtp_timeout: int = 15
    sms_file: str = ""
    dingtalk_file: str = ""

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

    @property
    def address(self) -> str:
        """Under which the product is reached from outside, for links; without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    def check(self) -> None:
        """BadSetting for what would be unsafe: demo accounts or plain HTTP beyond this machine; and as
        `check_runner` and `check_notices` do."""
        self.check_runner()
        self.check_notices()
        if self.host in LOOPBACK:
            return
        if self.demo:
            raise BadSetting(name="KANJIAN_DEMO", why=DEMO_IS_LOCAL)
        if not self.behind_tls:
            raise BadSetting(name="KANJIAN_BEHIND_TLS", why=TLS_WANTED)

    def check_runner(self) -> None:
        """BadSetting for a runner that there is not, and for Celery without a broker that keeps what it was given: its
        file broker loses what a worker had in hand."""
        if self.runner not in RUNNERS:
            raise BadSetting(name="KANJIAN_RUNNER", why=WHICH_RUNNER)
        if self.runner == "celery" and not self.broker.startswith(("amqp://", "amqps://", "redis://", "rediss://")):
            raise BadSetting(name="KANJIAN_BROKER", why=WHICH_BROKER)

    def check_notices(self) -> None:
        """BadSetting for ways of notices that cannot work, and for a mail password in the clear."""
        if self.public_url and not self.public_url.startswith(("http://", "https://")):
            raise BadSetting(name="KANJIAN_PUBLIC_URL", why=NO_ADDRESS)
        leaves = self.smtp_host or self.sms_file or self.dingtalk_file
        if leaves and not self.public_url and (self.behind_tls or self.host not in LOOPBACK):
            raise BadSetting(name="KANJIAN_PUBLIC_URL", why=ADDRESS_WANTED)
        if not self.smtp_host:
            return
        if "@" not in self.smtp_from:
            raise BadSetting(name="KANJIAN_SMTP_FROM", why=NO_SENDER)
        if self.smtp_security not in SECURITY:
            raise BadSetting(name="KANJIAN_SMTP_SECURITY", why=WHICH_SECURITY)
        if self.smtp_security == "none" and self.smtp_password and self.smtp_host not in LOOPBACK:
            raise BadSetting(name="KANJIAN_SMTP_SECURITY", why=IN_THE_CLEAR)
        if not 1 <= self.smtp_timeout < LONGEST:
            raise BadSetting(name="KANJIAN_SMTP_TIMEOUT", why=TOO_LONG)


def from_environment() -> Settings:
    """Settings as the environment gives them; BadSetting where one cannot be read."""
    found: dict[str, object] = {}
    for one in fields(Settings):
        raw = os.environ.get(f"KANJIAN_{one.name.upper()}")
        if raw is not None and raw != "":
            found[one.name] = _read(one.name, str(one.type), raw)
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
