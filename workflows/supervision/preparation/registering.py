"""What a lead must have, what it is warned of, and the rows that it becomes on submission."""

from typing import Any

from sqlalchemy import extract, select
from sqlalchemy.orm import Session

from engine import clock
from engine.process import Step, Values
from engine.text import Text
from workflows.cases import numbers
from workflows.cases.models import Case, CaseState, Confidentiality
from workflows.documents import storage
from workflows.documents.models import Attachment, FileKind
from workflows.finding import search
from workflows.supervision.models import Source
from workflows.supervision.preparation import leads, sources, units

NO_PROOF = Text("请附图片、视频或链接，至少一项。", "Give a picture, a video or a link.")
NOT_MP4 = Text("视频须为mp4文件。", "The video must be an mp4 file.")
NOTHING_NEW = Text(
    "暂不纳入的线索再次提交，须附新的佐证（文件、视频或链接）。",
    "A lead that was not taken up needs new evidence to come again: a file, a video or a link.",
)
EPISODE_KNOWN = Text(
    "本年度已有期号{no}的线索（{case}）。", "Episode {no} of this year is registered already ({case})."
)
OTHER_DAY = Text("栏目线索的发现日期通常为播出日期。", "Of a programme, the day is usually that of the broadcast.")
PREFIX = "KJ"
SUMMARY = 150
PLAIN = ("title", "problem", "location", "geo", "category", "is_common_problem")


def faults(session: Session, case_id: int, data: Values) -> dict[str, list[Text]]:
    """Errors by field. `case_id` 0: nothing of it exists yet."""
    errors: dict[str, list[Text]] = {}
    if not (data.get("broadcast_url") or data.get("video") or data.get("evidence")):
        errors["evidence"] = [NO_PROOF]
    elif leads.rounds(session, case_id) >= leads.MOST_ROUNDS and not _brings_more(session, case_id, data):
        errors["evidence"] = [NOTHING_NEW]
    videos = [session.get(Attachment, found) for found in data.get("video") or ()]
    if any(video is not None and video.kind is not FileKind.MP4 for video in videos):
        errors["video"] = [NOT_MP4]
    wrong_units = units.faults(session, data.get("responsible_units") or [])
    if wrong_units:
        errors["responsible_units"] = wrong_units
    return errors


def _brings_more(session: Session, case_id: int, data: Values) -> bool:
    """New against what it was rejected with; once it is in again, a supplement need not bring more still."""
    case = session.get_one(Case, case_id)
    first = next(iter(sources.of_case(session, case_id)), None)
    return case.state is not CaseState.REJECTED or bool(sources.new_evidence(first, data))


def advice(session: Session, case_id: int, data: Values) -> list[Text]:
    """Warnings: the episode is there already, the day is not that of the broadcast."""
    found = []
    aired, episode = data.get("broadcast_on"), data.get("episode_no")
    if data["source_kind"] == "PROGRAMME" and aired and aired != data["noticed_on"]:
        found.append(OTHER_DAY)
    if aired and episode:
        same = select(Case).join(Source, Source.case_id == Case.id)
        same = same.where(Source.episode_no == episode, extract("year", Source.broadcast_on) == aired.year)
        other = session.scalars(same.where(Case.id != case_id).limit(1)).first()
        if other is not None:
            found.append(EPISODE_KNOWN.format(no=episode, case=other.case_no or other.title))
    return found


def register(step: Step, data: Values) -> Case:
    """Write the case and its source; the first time it gets its number and its clocks."""
    session = step.session
    case = session.get_one(Case, step.subject_id)
    for name in PLAIN:
        setattr(case, name, data.get(name))
    case.summary = data.get("summary") or data["problem"].replace("\n", "")[:SUMMARY]
    case.district_id = data.get("district")
    if data.get("confidentiality"):
        case.confidentiality = Confidentiality(data["confidentiality"])
    if case.case_no is None:
        case.clocks_on = clock.today()
        case.case_no = numbers.case_no(session, PREFIX, clock.today().year)
    case.state, case.submitted_at = CaseState.SUBMITTED, clock.now()
    sources.record(session, case, data, step.actor)
    if data.get("responsible_units"):
        units.replace(session, case.id, data["responsible_units"], step.actor.person_id)
    storage.bind(session, [*(data.get("evidence") or ()), *(data.get("video") or ())], case.id, step.actor.person_id)
    search.index(session, case)
    _forget_complainant(step)
    return case


def _forget_complainant(step: Step) -> None:
    """The work item's record is kept for ever; who complained must be erasable, so he is not in it."""
    if step.item is not None:
        step.item.answer = sources.without_complainant(step.item.answer)
    if step.task is not None:
        step.task.answer = sources.without_complainant(step.task.answer)


def last_entry(session: Session, case_id: int) -> dict[str, Any]:
    """What was entered before, to go on from; never who complained."""
    source = next(iter(sources.of_case(session, case_id)), None) if case_id else None
    if source is None:
        return {}
    case = session.get_one(Case, case_id)
    entry: dict[str, Any] = {name: getattr(case, name) for name in (*PLAIN, "summary")}
    entry |= {name: getattr(source, name) or None for name in sources.COPIED}
    entry |= {
        "source_kind": source.kind,
        "noticed_on": source.noticed_on,
        "broadcast_on": source.broadcast_on,
        "video": [source.video_id] if source.video_id else [],
        "evidence": list(source.evidence_ids),
        "district": case.district_id,
        "responsible_units": units.as_rows(session, case_id),
    }
    return entry
