"""From bytes to a model: what cannot be read at all becomes a finding, and the other files go on."""

import re
from collections.abc import Mapping

from engine.checks.declared import Declared
from engine.checks.finding import Finding
from engine.checks.model import BPMN, Drawn, Model
from engine.checks.size import too_large
from engine.text import Text
from engine.xml import UnsafeXml, parse

_DMN = re.compile(r"\{(https?://www\.omg\.org/spec/DMN/[^}]*)\}definitions")
_NOT_BPMN = Text(
    "文件“{file}”不是 BPMN 2.0 流程图，也不是 DMN 决策表。",
    "The file “{file}” is neither a BPMN 2.0 diagram nor a DMN decision table.",
)


def read(files: Mapping[str, bytes], process_id: str | None, declared: Declared | None) -> tuple[Model, list[Finding]]:
    drawings: list[Drawn] = []
    decisions: list[Drawn] = []
    findings: list[Finding] = []
    for name, data in files.items():
        try:
            root = Drawn(name, parse(data, name))
        except UnsafeXml as error:
            findings.append(Finding(error.code, name, "", "", error.line, error.text))
            continue
        if _DMN.fullmatch(str(root.xml.tag)):
            decisions.append(root)
        elif root.xml.tag != f"{BPMN}definitions":
            findings.append(root.found("not_bpmn", _NOT_BPMN, file=name))
        elif large := too_large(root):
            findings.append(large)
        else:
            drawings.append(root)
    return Model(drawings, decisions, process_id, declared, is_whole=not findings), findings
