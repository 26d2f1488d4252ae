from datetime import date

import pytest
from sqlalchemy import func, select, true

from engine import clock, queries
from engine.models import Candidate, Deadline, Instance, JournalEntry
from tests.acceptance import answering, going
from tests.workflows.supervision.taking_over.conftest import FIRE, LIFT, RIVER, THREE, Going
from workflows.cases.models import Case, CaseState, Stage
from workflows.documents import drafts, letter, numbers
from workflows.documents.models import Document, DocumentKind, DocumentStatus
from workflows.finding import search
from workflows.rectification.models import Track
from workflows.supervision.taking_over import sheet
from workflows.supervision.taking_over.models import Origin, TakenOver


def of(city: Going, old_no: str) -> int:
    with city.reading() as session:
        return session.scalars(select(TakenOver.case_id).where(TakenOver.old_no == old_no)).one()


def counted(city: Going) -> list[int]:
    tables = (Case, Document, Track, TakenOver, Instance, Deadline, JournalEntry)
    with city.reading() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_three_cases_come_in_and_go_on_where_they_stood(city: Going) -> None:
    report = city.imports(THREE)
    assert report.problems == []
    assert report.made == {"旧-2025-17": "KJ-2026-001", "旧-2025-21": "KJ-2026-002", "旧-2026-03": "KJ-2026-003"}
    river, fire, lift = (city.case(of(city, old_no)) for old_no in report.made)
    assert city.open_steps(river.id) == ["sign_receipt"]
    assert city.open_steps(fire.id) == ["sign_receipt", "sign_receipt"]
    assert city.open_steps(lift.id) == ["hold_symposium"]
    assert (river.stage, river.state) == (Stage.SUMMARY_FEEDBACK, CaseState.IN_RECTIFICATION)
    assert lift.stage is Stage.SYMPOSIUM
    assert city.as_(city.cast.officer).has("hold_symposium")
    assert answering.promised(city, fire.id, city.cast.unit_a) == {1: "ASKED", 2: "ASKED"}
    assert answering.promised(city, fire.id, city.cast.unit_d) == {2: "ASKED"}


def test_of_these_the_guard_names_the_one_that_has_no_period_of_supervision_and_so_no_date(city: Going) -> None:
    city.imports(THREE)
    [said] = city.lying_still()
    assert said.startswith("案件KJ-2026-003没有下一个日期")


def test_the_old_number_finds_the_case_and_says_where_it_comes_from(city: Going) -> None:
    city.imports(THREE)
    with city.reading() as session:
        origins = list(session.scalars(select(TakenOver.origin).order_by(TakenOver.case_id)))
        assert origins == [Origin.CARRIED_OVER, Origin.CARRIED_OVER, Origin.LATE_ENTRY]
        assert [case.title for case in search.search(session, "旧-2025-17", 20, true())] == ["河道雨天变黑"]
        assert [case.title for case in search.search(session, "甲乙政协监〔2025〕9号", 20, true())] == ["河道雨天变黑"]
        assert session.scalars(select(TakenOver.note).where(TakenOver.note != "")).all() == ["已实地察看"]


def test_nothing_is_overdue_on_the_day_of_going_live(city: Going) -> None:
    live_on = city.workday(5)
    city.imports(THREE, live_on)
    for day in (clock.today(), live_on):
        with city.reading() as session:
            ends = [clock.day_of(due) for due in session.scalars(select(Deadline.due_at))]
            listed = session.scalars(select(Candidate.due_at).where(Candidate.due_at.is_not(None)))
            ends += [clock.day_of(due) for due in listed]
        assert ends and min(ends) > max(day, live_on)


def test_a_printed_date_that_has_passed_starts_anew_and_one_to_come_stays(city: Going) -> None:
    city.imports(THREE)
    for old_no, unit in (("旧-2025-17", city.cast.unit_b), ("旧-2025-21", city.cast.unit_a)):
        answering.signs(city, of(city, old_no), unit)
    river = answering.track(city, of(city, "旧-2025-17"), city.cast.unit_b).obligations[0]
    assert (river.due_on, river.date_basis) == (city.workday(60), "RULE")
    fire = answering.track(city, of(city, "旧-2025-21"), city.cast.unit_a).obligations
    assert [(one.due_on, one.date_basis) for one in fire] == [
        (date(2026, 6, 30), "PRINTED"),
        (city.workday(60), "RULE"),
    ]


def test_a_unit_reports_and_the_case_goes_to_its_summary_and_is_closed(on_both: Going) -> None:
    city = on_both
    city.imports(THREE)
    case = of(city, "旧-2025-17")
    answering.whole_way(city, case, city.cast.unit_b)
    assert city.open_steps(case) == ["summary"]
    assert city.case(case).state is CaseState.SUMMARISING
    going.replied(city, going.summed_up(city, case))
    assert city.case(case).closed_on == clock.today()


def test_the_lead_holds_the_case_up_and_the_assisting_unit_does_not(city: Going) -> None:
    city.imports(FIRE)
    case = of(city, "旧-2025-21")
    assert "summary" not in city.open_steps(case)
    answering.whole_way(city, case, city.cast.unit_a)
    assert "summary" in city.open_steps(case)


def test_a_letter_that_is_not_out_yet_is_drafted_from_the_sheet_and_dispatched(city: Going) -> None:
    city.imports([LIFT])
    case, unit = of(city, "旧-2026-03"), city.cast.unit_b
    going.conferred(city, case, [unit])
    begun = city.as_(city.cast.officer).begun("draft_letter", case)
    assert [row["text"] for row in begun["recommendations"]] == ["限定改造计划并公示。"]
    going.drafted(city, case, [unit])
    going.signed(city, case)
    going.sent(city, going.sealed(city, going.numbered(city, case)), [unit])
    assert city.open_steps(case) == ["sign_receipt"]
    assert city.case(case).stage is Stage.SUMMARY_FEEDBACK


def test_the_old_letter_stands_under_its_number_which_is_not_given_again(city: Going) -> None:
    city.imports(THREE)
    with city.reading() as session:
        found = drafts.of_case(session, of(city, "旧-2025-17"), DocumentKind.LETTER)
        assert found is not None and drafts.is_intact(session, found)
        assert (found.doc_no, found.status) == ("甲乙政协监〔2025〕9号", DocumentStatus.ISSUED)
        printed = letter.compose(session, found, drafts.latest(session, found.id).content)
        assert "查清雨水口混接点并逐一改造。（建议由市住房和城乡建设局办理；建议于2026年1月31日前完成）" in printed.text
        assert numbers.fault(session, found, "甲乙政协监〔2026〕2号", date(2026, 3, 2)) is not None
        assert numbers.fault(session, found, "甲乙政协监〔2026〕3号", date(2026, 3, 2)) is None


def test_a_second_import_adds_only_what_is_new(city: Going) -> None:
    city.imports(THREE)
    before = counted(city)
    city.days(3)
    again = city.imports(THREE, date(2026, 3, 2))
    assert (again.problems, again.made, again.known) == ([], {}, ["旧-2025-17", "旧-2025-21", "旧-2026-03"])
    assert counted(city)[:5] == before[:5]
    more = city.imports([*THREE, LIFT | {"old_no": "旧-2026-04"}])
    assert more.made == {"旧-2026-04": "KJ-2026-004"}


def test_a_dry_run_says_what_would_come_in_and_writes_nothing(city: Going) -> None:
    before = counted(city)
    report = city.imports(THREE, dry_run=True)
    assert (report.problems, list(report.made)) == ([], ["旧-2025-17", "旧-2025-21", "旧-2026-03"])
    assert counted(city) == before


WRONG = [
    (0, {"category": "天气"}, (2, "E")),
    (0, {"committee": "文史委"}, (2, "F")),
    (0, {"team": "柏委员、查无此人"}, (2, "G")),
    (0, {"team": ""}, (2, "G")),
    (0, {"broadcast_on": "去年"}, (2, "H")),
    (0, {"doc_no": "监字9号"}, (2, "I")),
    (0, {"doc_no": ""}, (2, "I")),
    (0, {"doc_no": "甲乙政协监〔2026〕2号", "issued_on": "2026-01-05"}, (3, "I")),
    (0, {"issued_on": "2026-12-01", "doc_no": "甲乙政协监〔2026〕9号"}, (2, "J")),
    (0, {"issued_on": "2024-12-01"}, (2, "I")),
    (0, {"unit": "市气象局"}, (2, "K")),
    (0, {"track_role": "协办"}, (2, "L")),
    (0, {"no": "一"}, (2, "M")),
    (0, {"text": ""}, (2, "N")),
    (0, {"no": "", "text": ""}, (2, "N")),
    (0, {"due": "2026-13-01"}, (2, "O")),
    (0, {"entry": "审批中"}, (2, "P")),
    (1, {"track_role": "分办"}, (5, "L")),
    (2, {"title": "另一个标题"}, (4, "B")),
    (2, {"text": "别的建议。"}, (5, "N")),
    (3, {"no": 1, "text": FIRE[0]["text"], "due": FIRE[0]["due"]}, (5, "M")),
    (4, {"doc_no": "甲乙政协监〔2026〕3号"}, (6, "I")),
    (4, {"old_no": ""}, (6, "A")),
]


@pytest.mark.parametrize(("row", "change", "place"), WRONG)
def test_a_wrong_cell_is_named_by_row_and_column_and_stops_everything(
    city: Going, row: int, change: dict[str, object], place: tuple[int, str]
) -> None:
    before = counted(city)
    report = city.imports([found | change if at == row else found for at, found in enumerate(THREE)])
    assert place in [(problem.row, problem.column) for problem in report.problems]
    assert all(problem.text.zh and problem.text.en for problem in report.problems)
    assert report.made == {} and counted(city) == before


def test_all_wrong_cells_are_named_at_once(city: Going) -> None:
    rows = [RIVER | {"category": "天气", "unit": "市气象局"}, *FIRE, LIFT | {"entry": "", "location": ""}]
    told = [(problem.row, problem.column) for problem in city.imports(rows).problems]
    assert told == [(2, "E"), (2, "K"), (6, "D"), (6, "P")]


def test_a_right_sheet_raises_no_problem_a_number_of_the_register_does(city: Going) -> None:
    city.imports([RIVER])
    other = city.imports([RIVER | {"old_no": "旧-2025-99"}])
    assert [(problem.row, problem.column) for problem in other.problems] == [(2, "I")]


def test_going_live_in_the_past_is_refused(city: Going) -> None:
    assert [problem.row for problem in city.imports(THREE, date(2026, 2, 27)).problems] == [None]


def test_a_file_that_is_no_sheet_is_a_problem_and_the_example_reads_well(city: Going) -> None:
    path = city.files / "example.xlsx"  # type: ignore[operator]
    path.parent.mkdir()
    path.write_text("no sheet")
    assert sheet.read(path)[1][0].text.en == "This is not a readable .xlsx file."
    sheet.template(path)
    rows, problems = sheet.read(path)
    assert (len(rows), problems) == (3, [])


def test_people_see_their_part_in_their_lists(city: Going) -> None:
    city.imports(THREE)
    with city.reading() as session:
        groups = city.as_(city.cast.liaison_d).actor(session).groups
        assert [task.element for _, task in queries.worklist(session, groups)] == ["sign_receipt"]
