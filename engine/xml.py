"""The only door for XML from outside: diagrams, decision tables, uploads.

A parsed tree is free of document types, entities and network, and small enough to walk without fear.
"""

from lxml import etree

from engine.errors import KanjianError
from engine.text import Text

MAX_BYTES = 2_000_000
MAX_NODES = 50_000
MAX_DEPTH = 200


class UnsafeXml(KanjianError):
    """The bytes are no XML that we are willing to read. `line` counts from 1; None: no line is to blame."""

    code = "unsafe_xml"
    text = Text("文件“{file}”不能作为 XML 读取。", "The file “{file}” cannot be read as XML.")

    def __init__(self, text: Text, line: int | None = None, **details: object) -> None:
        super().__init__(text, **details)
        self.line = line


def parse(data: bytes, file_name: str) -> etree._Element:
    """The root of `data`; each element keeps its `sourceline`. Raises UnsafeXml, and nothing else."""
    _refuse_bytes(data, file_name)
    # The encoding is set here and not read from the document: what was searched for a document type above
    # is then what the library reads.
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnsafeXml(
            Text("文件“{file}”不是合格的 XML：{why}", "The file “{file}” is not well-formed XML: {why}"),
            error.lineno,
            file=file_name,
            why=error.msg,
        ) from error
    _refuse_tree(root, file_name)
    return root


def _refuse_bytes(data: bytes, file_name: str) -> None:
    if len(data) > MAX_BYTES:
        raise UnsafeXml(
            Text("文件“{file}”超过 {limit} 字节。", "The file “{file}” is larger than {limit} bytes."),
            file=file_name,
            limit=MAX_BYTES,
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnsafeXml(
            Text(
                "文件“{file}”不是 UTF-8 编码，请另存为 UTF-8。",
                "The file “{file}” is not UTF-8; save it as UTF-8.",
            ),
            _line_at(data, error.start),
            file=file_name,
        ) from error
    if (found := data.find(b"<!DOCTYPE")) >= 0:
        raise UnsafeXml(
            Text(
                "文件“{file}”含有文档类型声明（DOCTYPE），不予读取。",
                "The file “{file}” has a DOCTYPE; it is not read.",
            ),
            _line_at(data, found),
            file=file_name,
        )


def _refuse_tree(root: etree._Element, file_name: str) -> None:
    """Counts comments and processing instructions too: they cost as much as elements."""
    count, depth = 0, 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "end":
            depth -= 1
            continue
        count += 1
        depth += event == "start"
        if depth > MAX_DEPTH:
            raise UnsafeXml(
                Text(
                    "文件“{file}”嵌套超过 {limit} 层。",
                    "The file “{file}” is nested deeper than {limit} levels.",
                ),
                node.sourceline,
                file=file_name,
                limit=MAX_DEPTH,
            )
        if count > MAX_NODES:
            raise UnsafeXml(
                Text("文件“{file}”超过 {limit} 个节点。", "The file “{file}” has more than {limit} nodes."),
                node.sourceline,
                file=file_name,
                limit=MAX_NODES,
            )


def _line_at(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
