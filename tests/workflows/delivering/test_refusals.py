"""Mail that bounces, a server that hangs or says no: a clear answer each, the case goes on, and nothing is lost."""

import logging
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import clock, commands, jobs
from engine.db import transaction
from engine.jobs import Lane
from engine.models import Incident, Job, JobState
from engine.runners.embedded import EmbeddedRunner
from engine.runners.sweep import drain
from tests.acceptance import answering, going
from tests.workflows.delivering.mail_server import CERTIFICATE, MailServer
from tests.workflows.delivering.post import Post
from workflows.bootstrap import DOMAIN
from workflows.delivering import OUTSIDE
from workflows.delivering.fan_out import SEND
from workflows.delivering.mail import Security
from workflows.delivering.ways import NotSent
from workflows.notices.kinds import NoticeKind, Way
from workflows.rectification.recheck import RECHECK

BOUNCES = "550 5.1.1 <somebody@people.example>: no such user here"
SECRET = "mailbox-secret-2026"


def urged(post: Post) -> None:
    """One notice is to go out: to the liaison of unit A, by mail."""
    for person in post.cast.everybody():
        post.chooses(person, mail="")
    _, item = post.asked_to_sign()
    post.chooses(post.cast.liaison_a, MAIL=[NoticeKind.URGED], SMS=[], DINGTALK=[])
    post.urges(item)


def test_an_address_that_bounces_is_told_to_its_owner_once_and_gets_no_more_mail(
    post: Post, server: MailServer
) -> None:
    server.answers["RCPT"] = BOUNCES
    urged(post)
    liaison = post.cast.liaison_a
    assert post.preference(liaison).refusal == [
        "邮件服务器拒收（550），请核对邮箱地址。",
        "The mail server refuses it (550); check the address.",
    ]
    [notice] = post.told(liaison, NoticeKind.ADDRESS_REFUSED)
    assert "已停止发送邮件" in notice.why[0] and "No more is sent" in notice.why[1]
    assert post.incidents() == [] and post.waits("send_mail") == []

    asked = len(server.commands)
    clock.move(timedelta(hours=5))
    post.urges(answering.item(post, 1, post.cast.unit_a, "sign_receipt"))
    assert len(server.commands) == asked, "nothing more goes to a dead address"
    assert len(post.told(liaison, NoticeKind.ADDRESS_REFUSED)) == 1


def test_a_new_address_gets_mail_again(post: Post, server: MailServer) -> None:
    server.answers["RCPT"] = BOUNCES
    urged(post)
    server.answers.clear()
    post.chooses(post.cast.liaison_a, mail="new@people.example")
    clock.move(timedelta(hours=5))
    post.urges(answering.item(post, 1, post.cast.unit_a, "sign_receipt"))
    assert len(server.to("new@people.example")) == 1


def test_a_letter_that_is_refused_after_it_was_read_is_a_refusal_too(post: Post, server: MailServer) -> None:
    server.answers["END"] = "554 5.7.1 we do not want this"
    urged(post)
    assert post.preference(post.cast.liaison_a).refused_at is not None


@pytest.mark.parametrize("verb", ["HELLO", "EHLO", "RCPT", "DATA", "END"])
def test_a_server_that_hangs_is_given_up_tried_again_and_in_the_end_an_incident_in_words(
    post: Post, server: MailServer, verb: str
) -> None:
    post.opens(timeout=0.2)
    server.silent_at = verb
    urged(post)
    [job] = post.waits("send_mail")
    assert (job.attempts, job.run_at) == (1, clock.now() + timedelta(seconds=2))
    at = f"127.0.0.1:{server.port}"
    assert job.last_error == f"The mail server {at} gave no answer within 0.2 seconds."
    post.tries_again()
    assert post.waits("send_mail") == []
    assert post.incidents() == [
        [
            f"“发送邮件通知”多次未能完成：邮件服务器 {at} 在0.2秒内没有应答。",
            f"“Send a notice by mail” failed repeatedly: The mail server {at} gave no answer within 0.2 seconds.",
        ]
    ]
    assert len({letter["Message-ID"] for _, letter in server.letters}) <= 1, "whatever was taken is known again"


def test_an_incident_that_is_tried_again_sends_the_same_message(post: Post, server: MailServer) -> None:
    post.opens(timeout=0.2)
    server.silent_at = "END"
    urged(post)
    post.tries_again()
    server.silent_at = ""
    with transaction(post.database) as session:
        incident = session.scalars(select(Incident)).one()
        commands.retry(session, incident.id, actor=post.as_(post.cast.sys_admin).actor(session))
    post.drain()
    assert post.incidents() == []
    assert len(server.letters) == 6 and len({letter["Message-ID"] for _, letter in server.letters}) == 1


def test_when_the_server_is_down_all_its_letters_are_one_incident_and_go_out_with_one_act(
    post: Post, server: MailServer
) -> None:
    going.assigned(post, going.registered(post))
    before = len(server.letters)
    server.answers["HELLO"] = "421 closed for an hour"
    for number in range(3):
        going.assigned(post, going.registered(post, title=f"路灯不亮第{number}处", location=f"东山街道{number}号"))
    post.tries_again()
    assert len(post.incidents()) == 1 and len(server.letters) == before
    server.answers.clear()
    with transaction(post.database) as session:
        incident = session.scalars(select(Incident)).one()
        commands.retry(session, incident.id, actor=post.as_(post.cast.sys_admin).actor(session))
    post.drain()
    assert post.incidents() == []
    assert len(server.to(post.address(post.cast.officer))) == 4


def test_whoever_keeps_house_can_let_all_of_them_go(post: Post, server: MailServer) -> None:
    server.answers["HELLO"] = "421 closed for good"
    going.assigned(post, going.registered(post))
    post.tries_again()
    with transaction(post.database) as session:
        [incident] = session.scalars(select(Incident))
        actor = post.as_(post.cast.sys_admin).actor(session)
        commands.skip(session, DOMAIN, incident.id, {}, "邮件服务器停用，改用电话", actor=actor)
    assert post.faults() == []


def test_the_doctors_question_is_answered_in_words(post: Post, server: MailServer) -> None:
    post.smtp.probe()
    post.opens(timeout=0.2)
    server.silent_at = "EHLO"
    with pytest.raises(NotSent) as caught:
        post.smtp.probe()
    assert caught.value.text.zh == f"邮件服务器 127.0.0.1:{server.port} 在0.2秒内没有应答。"


def test_a_server_that_says_no_goodbye_has_still_taken_the_letter(post: Post, server: MailServer) -> None:
    post.opens(timeout=0.2)
    server.silent_at = "QUIT"
    urged(post)
    post.tries_again()
    assert len(server.letters) == 1 and post.incidents() == []


def test_a_server_that_is_busy_gets_the_letter_later(post: Post, server: MailServer) -> None:
    server.answers["RCPT"] = "451 4.7.1 come back in a minute"
    urged(post)
    [job] = post.waits("send_mail")
    assert job.last_error == f"The mail server 127.0.0.1:{server.port} takes no mail now (451)."
    server.answers.clear()
    clock.move(timedelta(seconds=3))
    post.drain()
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("verb", "answer", "words"),
    [
        ("AUTH", "535 5.7.8 no", "邮件服务器 {at} 不接受所配置的用户名和密码。"),
        ("MAIL", "550 5.7.1 not from you", "邮件服务器 {at} 不接受发件地址（550）。"),
        ("HELLO", "554 closed to you", "邮件服务器 {at} 暂不收信（554）。"),
    ],
)
def test_what_is_wrong_with_our_own_side_is_an_incident_and_no_fault_of_the_person(
    post: Post, server: MailServer, caplog: pytest.LogCaptureFixture, verb: str, answer: str, words: str
) -> None:
    post.opens(user="kanjian", password=SECRET)
    server.answers[verb] = answer
    with caplog.at_level(logging.DEBUG):
        urged(post)
        post.tries_again()
    [[said, _]] = post.incidents()
    assert words.format(at=f"127.0.0.1:{server.port}") in said
    assert post.preference(post.cast.liaison_a).refused_at is None
    assert SECRET not in caplog.text and SECRET not in said and SECRET not in repr(post.smtp)
    assert post.address(post.cast.liaison_a) not in caplog.text + said


def test_a_server_that_is_not_there_says_so(post: Post, server: MailServer) -> None:
    post.opens(port=1)
    urged(post)
    [job] = post.waits("send_mail")
    assert job.last_error == "The mail server 127.0.0.1:1 cannot be reached."


@pytest.mark.parametrize(("security", "offers"), [(Security.STARTTLS, "STARTTLS"), (Security.TLS, "TLS")])
def test_the_letter_travels_encrypted_to_a_server_whose_certificate_is_known(
    post: Post, server: MailServer, monkeypatch: pytest.MonkeyPatch, security: Security, offers: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    server.tls = offers
    post.opens(host="localhost", security=security, user="kanjian", password=SECRET)
    urged(post)
    assert len(server.letters) == 1
    assert any(line.startswith("AUTH ") for line in server.commands)


@pytest.mark.parametrize(
    ("security", "offers"), [(Security.STARTTLS, "STARTTLS"), (Security.TLS, "TLS"), (Security.STARTTLS, "")]
)
def test_to_a_server_that_is_not_known_or_cannot_encrypt_nothing_is_said(
    post: Post, server: MailServer, security: Security, offers: str
) -> None:
    server.tls = offers
    post.opens(host="localhost", security=security, user="kanjian", password=SECRET)
    urged(post)
    [job] = post.waits("send_mail")
    assert job.last_error == f"There is no encrypted connection to the mail server localhost:{server.port}."
    assert not any(line.startswith(("AUTH", "MAIL")) for line in server.commands)


def test_what_cases_wait_for_is_done_while_a_mail_server_hangs(post: Post, server: MailServer) -> None:
    """The courier has a thread of its own: the runner goes on with everything else."""
    post.opens(timeout=25)
    case, _ = post.asked_to_sign()
    server.silent_at = "HELLO"
    with transaction(post.database) as session:
        item = answering.item(post, case, post.cast.unit_a, "sign_receipt")
        told = [[NoticeKind.TODO, "item", item, case]]
        who = post.cast.liaison_a.id
        jobs.add(session, SEND[Way.MAIL], {"person_id": who, "way": Way.MAIL, "at": "1", "told": told})
    runner = EmbeddedRunner(post.database, DOMAIN, OUTSIDE)
    runner.start()
    try:
        assert server.asked.wait(20), "the courier waits for the server"
        with transaction(post.database) as session:
            made = jobs.add(session, RECHECK, {"case_id": case})
        assert _is_done(post, made.id)
        assert not server.gone.is_set()
    finally:
        server.gone.set()
        runner.stop()


def _is_done(post: Post, job_id: int) -> bool:
    for _ in range(200):
        with post.reading() as session:
            if session.get_one(Job, job_id).state is JobState.DONE:
                return True
        time.sleep(0.05)
    return False


def test_the_lane_of_cases_leaves_what_goes_out_alone(post: Post, server: MailServer) -> None:
    server.silent_at = "HELLO"
    drained = drain(post.database, DOMAIN, lane=Lane(OUTSIDE, alone=False))
    assert drained == 0 and server.commands == []
