"""For administrators: incidents, and the processes with their diagrams."""

import json
from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from engine import commands, definitions, queries
from engine.errors import BadAnswer, NotFound
from engine.models import Definition, Incident, Instance
from engine.text import Text
from web import shell
from web.auth import actor
from web.transaction import reading, writing
from web.words import fmt_instant, t, tr
from workflows import access, guarding
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case
from workflows.catalog import processes as catalogue
from workflows.people.rights import Action
from workflows.people.roles import ADMINISTRATORS

pages = Blueprint("keeping", __name__, url_prefix="/keeping")
MOST = 100


@pages.get("/incidents")
def incidents() -> str:
    """What cannot go on by itself, and why, the oldest first; its case opens for those who see it."""
    with reading() as session:
        access.authorize(session, actor(), Action.KEEP_HOUSE)
        found = queries.open_incidents(session, MOST + 1)
        cases, last = _cases(session, found), guarding.last_run(session)
        awaited = queries.awaited(session, [one.job_id for one in found if one.job_id is not None])
    rows = [
        {
            "id": one.id,
            "at": fmt_instant(one.opened_at),
            "text": tr(one.message),
            "case": url_for("cases.show", case_id=cases[one.id]) if one.id in cases else "",
            "look": url_for("keeping.look_again", incident_id=one.id) if one.code in guarding.CODES else "",
            "can_retry": one.job_id is not None,
            "retry": url_for("keeping.retry", incident_id=one.id),
            "skip": url_for("keeping.skip", incident_id=one.id),
            "skip_says": t("跳过", "Skip") if one.job_id in awaited else t("取消作业", "Cancel the job"),
        }
        for one in found[:MOST]
        if _is_shown(one, cases)
    ]
    return render_template(
        "incidents.html",
        title=t("异常", "Incidents"),
        subtitle=_looked_through(last),
        rows=rows,
        has_more=len(found) > MOST,
    )


def _cases(session: Session, found: Sequence[Incident]) -> dict[int, int]:
    """By incident, its case, where the reader sees that."""
    ids = {one.instance_id for one in found if one.instance_id is not None}
    matters = dict(session.execute(select(Instance.id, Instance.matter_id).where(Instance.id.in_(ids))).all())
    cases = session.scalars(select(Case).where(Case.id.in_(set(matters.values())))).all()
    seen = access.views_of(session, actor(), cases) if cases else {}
    of = {one.id: matters[one.instance_id] for one in found if one.instance_id in matters}
    return {incident: case for incident, case in of.items() if case in seen}


def _is_shown(incident: Incident, cases: Mapping[int, int]) -> bool:
    """The three administrators keep the whole store; a business administrator the cases of his own CPPCC."""
    keeps_all = any(f"{role}@any" in actor().standings for role in ADMINISTRATORS)
    return keeps_all or incident.code not in guarding.CODES or incident.id in cases


def _looked_through(last: guarding.Round | None) -> str:
    if last is None:
        return t("在办案件尚未巡查过。", "The open cases have not been looked through yet.")
    at = fmt_instant(last.at)
    return t(
        f"最近一次巡查：{at}，在办{last.cases}件，发现{last.found}处。",
        f"Looked through {at}: {last.cases} open cases, {last.found} findings.",
    )


@pages.post("/incidents/<int:incident_id>/look")
def look_again(incident_id: int) -> Redirect:
    """Look at the case now, after something was done about it."""
    with writing() as session:
        access.authorize(session, actor(), Action.KEEP_HOUSE)
        incident = session.get(Incident, incident_id)
        if incident is None or not _is_shown(incident, _cases(session, [incident])):
            raise NotFound
        is_gone = guarding.look_again(session, DOMAIN, incident_id, actor())
    if is_gone:
        shell.say(Text("问题已消除，异常已关闭。", "It is found no more; the incident is closed."))
    else:
        shell.say(Text("问题仍在。", "It is still so."), "warn")
    return redirect(url_for("keeping.incidents"))


@pages.post("/incidents/<int:incident_id>/retry")
def retry(incident_id: int) -> Redirect:
    """Run the failed job again."""
    with writing() as session:
        access.authorize(session, actor(), Action.KEEP_HOUSE)
        commands.retry(session, incident_id, actor=actor())
    shell.say(Text("已重新执行。", "It runs again."))
    return redirect(url_for("keeping.incidents"))


@pages.post("/incidents/<int:incident_id>/skip")
def skip(incident_id: int) -> Redirect:
    """Give the job up: a process that waits for it goes on without. A reason is kept."""
    reason = request.form.get("reason", "").strip()
    if len(reason) < 5:
        raise BadAnswer({"reason": [Text("请写明原因（至少5字）。", "Give the reason (at least 5 characters).")]})
    with writing() as session:
        access.authorize(session, actor(), Action.KEEP_HOUSE)
        commands.skip(session, DOMAIN, incident_id, {}, reason, actor=actor())
    shell.say(Text("已处理，不再执行。", "It is given up."))
    return redirect(url_for("keeping.incidents"))


@pages.get("/processes")
def processes() -> str:
    """The processes, their versions and their diagrams."""
    with reading() as session:
        access.authorize(session, actor(), Action.KEEP_HOUSE)
        deployed = session.scalars(select(Definition).order_by(Definition.process, Definition.version.desc())).all()
    names = catalogue()
    rows = [
        {
            "label": tr(names[one.process].label) if one.process in names else one.process,
            "key": one.process,
            "version": one.version,
            "at": fmt_instant(one.deployed_at),
            "files": [
                {"name": name, "href": url_for("keeping.diagram", definition_id=one.id, file=name)}
                for name in one.files
                if name.endswith(".bpmn")
            ],
        }
        for one in deployed
    ]
    return render_template("processes.html", title=t("流程", "Processes"), rows=rows)


@pages.get("/processes/<int:definition_id>/<file>")
def diagram(definition_id: int, file: str) -> str:
    """One diagram of a version."""
    with reading() as session:
        access.authorize(session, actor(), Action.KEEP_HOUSE)
        found = session.get_one(Definition, definition_id)
        elements = definitions.spec(session, definition_id).elements

    def href(name: str) -> str:
        return url_for("keeping.diagram", definition_id=definition_id, file=name)

    title = tr(catalogue()[found.process].label) if found.process in catalogue() else found.process
    crumbs = [{"label": t("流程", "Processes"), "href": url_for("keeping.processes")}, {"label": file, "href": ""}]
    shown = {
        "xml_url": url_for("keeping.diagram_xml", definition_id=definition_id, file=file),
        "done": "",
        "here": "[]",
        "calls": json.dumps({one.id: href(f"{one.called}.bpmn") for one in elements.values() if one.called}),
        "title": f"{title} · {file}",
        "others": [
            {"label": name, "href": href(name), "is_here": name == file}
            for name in found.files
            if name.endswith(".bpmn")
        ],
    }
    return render_template("diagram.html", crumbs=crumbs, title=title, diagram=shown)


@pages.get("/processes/<int:definition_id>/<file>.xml")
def diagram_xml(definition_id: int, file: str) -> Response:
    """The diagram's XML, for the viewer."""
    with reading() as session:
        access.authorize(session, actor(), Action.KEEP_HOUSE)
        found = session.get_one(Definition, definition_id)
    return Response(found.files.get(file, ""), mimetype="application/xml")
