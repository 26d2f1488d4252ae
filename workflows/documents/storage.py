"""Files under the name of their content. What a file is, its first bytes say, not its name.

Writing: a temporary file beside its place, synced, then renamed, so that a half-written file is never found.
"""

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import KanjianError, NotFound
from engine.text import Text
from workflows.documents.models import Attachment, FileKind, Visibility

LARGEST = 50 * 1024 * 1024
THUMBNAIL = (480, 480)
PIXELS = 80_000_000  # a picture beyond this is a bomb, not a photo
GPS = 0x8825
EXTENSIONS = {"jpeg": FileKind.JPG, "docm": None, "xlsm": None}
PICTURES = (FileKind.JPG, FileKind.PNG)


class FileRefused(KanjianError):
    code = "file_refused"


EMPTY = Text("“{name}”是空文件，请重新选择。", "“{name}” is empty; choose it again.")
TOO_LARGE = Text("“{name}”超过50MB，请压缩后再传。", "“{name}” is larger than 50 MB; make it smaller.")
EXECUTABLE = Text("“{name}”是程序文件，不能上传。", "“{name}” is a program and cannot be uploaded.")
UNKNOWN = Text(
    "“{name}”的格式不支持，可上传 pdf、docx、xlsx、jpg、png、mp4、ofd。",
    "“{name}” is of no supported kind: pdf, docx, xlsx, jpg, png, mp4 or ofd.",
)
RENAMED = Text(
    "“{name}”的内容是{kind}，与文件名不符，请改回原来的扩展名。",
    "“{name}” holds {kind} by its content; give it back its own extension.",
)
BROKEN = Text("“{name}”已损坏，无法打开。", "“{name}” is damaged and cannot be opened.")
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"PK\x03\x04dex")


@dataclass(frozen=True)
class Store:
    """A folder of files by hash. `root` comes from the settings of the edge."""

    root: Path

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """Write a file once; its SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        if not target.exists():
            _write(target, content)
        return sha256

    def adopt(self, made: Path) -> str:
        """Take a finished file in under its content; its SHA-256. The file must lie under `root`."""
        with made.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(made, target)
        return sha256

    def read(self, sha256: str) -> bytes:
        """Raises NotFound where the file is missing, or no longer what its name says."""
        try:
            content = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise NotFound from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise NotFound
        return content

    def thumbnail(self, attachment: Attachment) -> bytes:
        """A small JPEG of a picture, upright and without EXIF; made once. NotFound for other kinds."""
        if not attachment.is_image:
            raise NotFound
        kept = self.root / "thumbnails" / attachment.sha256[:2] / f"{attachment.sha256}.jpg"
        if not kept.exists():
            _write(kept, shrink(self.read(attachment.sha256)))
        return kept.read_bytes()


def lay(database: Engine, root: Path) -> None:
    """Say where the files of a database lie, for jobs, which know the database alone."""
    database.update_execution_options(files_root=root)


def of(session: Session) -> Store:
    """The files of the session's database. Raises LookupError where nobody has said where they lie."""
    root = session.get_bind().get_execution_options().get("files_root")
    if root is None:
        raise LookupError("the database does not know where its files lie")
    return Store(Path(root))


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def kind_of(content: bytes, name: str) -> FileKind:
    """What a file is by its content. Raises FileRefused: empty, too large, a program, unknown, renamed."""
    if not content:
        raise FileRefused(EMPTY, name=name)
    if len(content) > LARGEST:
        raise FileRefused(TOO_LARGE, name=name)
    if content.startswith(PROGRAMS):
        raise FileRefused(EXECUTABLE, name=name)
    kind = _by_first_bytes(content)
    if kind is None:
        raise FileRefused(UNKNOWN, name=name)
    extension = Path(name).suffix.lower().removeprefix(".")
    said = EXTENSIONS.get(extension, extension)
    if said != kind:
        raise FileRefused(RENAMED, name=name, kind=kind.value)
    return kind


def _by_first_bytes(content: bytes) -> FileKind | None:
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content[4:8] == b"ftyp":
        return FileKind.MP4
    return _by_members(content) if content.startswith(b"PK\x03\x04") else None


def _by_members(content: bytes) -> FileKind | None:
    """Office files and OFD are packages; what they hold tells them apart. One with macros is none of them."""
    try:
        members = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except zipfile.BadZipFile:
        return None
    if any(member.endswith("vbaProject.bin") for member in members):
        return None
    for member, kind in (("word/document.xml", FileKind.DOCX), ("xl/workbook.xml", FileKind.XLSX)):
        if member in members:
            return kind
    return FileKind.OFD if "OFD.xml" in members else None


def shrink(content: bytes) -> bytes:
    """A small upright JPEG that carries nothing but its pixels."""
    with Image.open(io.BytesIO(content)) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail(THUMBNAIL)
        clean = Image.new("RGB", upright.size)
        clean.paste(upright)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82)
    return out.getvalue()


def tells_place(content: bytes, name: str) -> bool:
    """Whether a picture's EXIF says where it was taken. Raises FileRefused where it is no sound picture."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > PIXELS:
                raise FileRefused(TOO_LARGE, name=name)
            picture.load()
            return bool(picture.getexif().get_ifd(GPS))
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileRefused(BROKEN, name=name) from error


def keep(
    session: Session,
    store: Store,
    name: str,
    content: bytes,
    person_id: int,
    visibility: Visibility = Visibility.OFFICE,
    unit_id: int | None = None,
) -> Attachment:
    """Store an uploaded file and make its row, not yet bound to a case. Raises FileRefused."""
    plain = Path(name.replace("\\", "/")).name.strip()[-200:] or "file"
    kind = kind_of(content, plain)
    is_image = kind in PICTURES
    has_place = tells_place(content, plain) if is_image else False
    made = Attachment(
        sha256=store.put(content),
        name=plain,
        kind=kind,
        size=len(content),
        is_image=is_image,
        has_place=has_place,
        uploaded_by=person_id,
        uploaded_at=clock.now(),
        unit_id=unit_id,
        visibility=visibility,
    )
    session.add(made)
    session.flush()
    return made


def bind(
    session: Session,
    attachment_ids: Iterable[int],
    case_id: int,
    person_id: int | None = None,
    visibility: Visibility | None = None,
) -> list[Attachment]:
    """Attach uploaded files to a case. NotFound for a file of another case, or (with `person_id`) of another.

    A file that already belongs to the case stays as it is, so that forms may name it again.
    """
    wanted = list(dict.fromkeys(attachment_ids))
    found = {row.id: row for row in session.scalars(select(Attachment).where(Attachment.id.in_(wanted)))}
    for attachment_id in wanted:
        attachment = found.get(attachment_id)
        if attachment is None or attachment.case_id not in (None, case_id):
            raise NotFound
        if attachment.case_id is None:
            if person_id is not None and attachment.uploaded_by != person_id:
                raise NotFound
            attachment.case_id = case_id
            attachment.visibility = visibility or attachment.visibility
    return [found[attachment_id] for attachment_id in wanted]
