"""Which case goes which way, and when it began: working days before today."""

from collections.abc import Callable

from workflows.demo import late_stories as late
from workflows.demo import letter_stories as letters
from workflows.demo import stories
from workflows.demo.course import Course
from workflows.demo.driver import City
from workflows.demo.text import read
from workflows.demo.timeline import Story

Told = Callable[[Course], Story]

STORIES: tuple[tuple[str, int, Told], ...] = (
    ("yushui", -236, late.archived),
    ("xuezhou", -227, late.waits_for_the_archive),
    ("dianti", -154, late.relapsed),
    ("yingyang", -112, late.closing_report_before_the_secretary_general),
    ("gujie", -105, late.rectified_again),
    ("gongjiao", -98, late.survey_and_closing),
    ("yufuka", -72, letters.without_a_letter),
    ("zhuangxiu", -60, late.three_units),
    ("tongdao", -58, late.suspended),
    ("zhengwu", -50, stories.withdrawn),
    ("nongtian", -42, late.dispensed),
    ("chuzhi", -48, stories.not_taken_up),
    ("louding", -42, late.more_time_for_a_plan),
    ("heidian", -40, letters.waits_for_an_instruction),
    ("yinshui", -37, late.objected),
    ("jiazhuang", -31, letters.returned_twice),
    ("jishui", -32, letters.to_be_sealed),
    ("shuiya", -30, letters.to_be_numbered),
    ("yezao", -28, letters.before_the_chair),
    ("lvdi", -27, letters.before_the_vice_chair),
    ("chongdian", -26, letters.before_the_editor),
    ("zhaopai", -42, late.plans_to_be_reviewed),
    ("manghang", -15, stories.visit_to_come),
    ("shuibeng", -9, stories.plan_before_the_director),
    ("lajifang", -7, stories.initiation_before_the_chair),
    ("gedang", -5, stories.initiation_before_the_secretary_general),
    ("yundong", -8, stories.plan_to_be_drafted),
    ("huamu", -2, stories.being_weighed),
    ("gongce", -12, stories.plan_before_the_vice_chair),
    ("zhucan", -11, stories.members_are_asked),
    ("waiqiang", -8, stories.initiation_before_the_chair),
    ("xuechebaoche", -6, stories.asked_for_more),
    ("dengguang", -3, stories.weighing_before_the_director),
    ("jinggai", -4, stories.initiation_to_be_drafted),
    ("tushuguan", -1, stories.at_intake),
    ("weicai", -1, stories.at_intake),
)
MAIN, MERGED = ("xiaofang", -21), ("feixian", -13)
"""The second lead is merged into the first case."""

FIRST_DAY = -236


def all_stories(city: City) -> list[Story]:
    """Every case of the city, from its first day on."""
    main = Course(city, read(MAIN[0]), MAIN[1])
    second = Course(city, read(MERGED[0]), MERGED[1])
    told = [stories.visited_once(main), stories.merged(main)(second)]
    return told + [story(Course(city, read(name), start)) for name, start, story in STORIES]
