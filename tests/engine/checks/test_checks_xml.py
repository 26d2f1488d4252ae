"""Whatever the bytes, the door for XML answers with a tree or with one refusal that says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.xml import MAX_BYTES, MAX_DEPTH, MAX_NODES, UnsafeXml, parse

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
 <!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">
]>
<lolz>&lol3;</lolz>"""
EXTERNAL = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'


def refusal_of(data: bytes) -> UnsafeXml:
    with pytest.raises(UnsafeXml) as caught:
        parse(data, "图.bpmn")
    return caught.value


@pytest.mark.parametrize("data", [LAUGHS, EXTERNAL], ids=["billion laughs", "external entity"])
def test_a_document_type_is_refused_by_name_and_line(data: bytes) -> None:
    refusal = refusal_of(data)

    assert "DOCTYPE" in refusal.text.zh
    assert "图.bpmn" in refusal.text.en
    assert refusal.line == (2 if data is LAUGHS else 1)


def test_an_undeclared_entity_is_refused() -> None:
    assert "well-formed" in refusal_of(b"<a>&secret;</a>").text.en


def test_an_encoding_that_hides_a_document_type_is_refused() -> None:
    hidden = "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a><a/>"

    refusal_of(hidden.encode("utf-16"))
    refusal_of(hidden.encode("utf-16-le"))
    refusal_of(b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE a+AD4-<a/>")


def test_chinese_in_a_national_encoding_gets_the_advice_to_save_as_utf_8() -> None:
    refusal = refusal_of("<a>\n督办</a>".encode("gb18030"))

    assert "UTF-8" in refusal.text.zh
    assert refusal.line == 2


def test_a_file_of_three_megabytes_is_refused() -> None:
    assert str(MAX_BYTES) in refusal_of(b"<a>" + b" " * 3_000_000 + b"</a>").text.zh


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 300, 100_000])
def test_a_deep_file_is_refused(depth: int) -> None:
    refusal_of(b"<a>" * depth + b"</a>" * depth)


def test_the_deepest_and_the_largest_allowed_file_are_read() -> None:
    assert parse(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH, "deep").tag == "a"
    assert len(parse(b"<a>" + b"<b/>" * (MAX_NODES - 1) + b"</a>", "wide")) == MAX_NODES - 1


@pytest.mark.parametrize("node", [b"<b/>", b"<!---->", b"<?p?>"])
def test_too_many_nodes_of_any_kind_are_refused(node: bytes) -> None:
    assert str(MAX_NODES) in refusal_of(b"<a>" + node * MAX_NODES + b"</a>").text.en


@pytest.mark.parametrize("data", [b"", b" ", b"no xml", b"<a>", b"<a/><a/>", b"\x00", "é".encode("latin-1")])
def test_what_is_no_xml_is_refused(data: bytes) -> None:
    refusal_of(data)


def test_elements_know_their_line() -> None:
    assert parse("<a>\n\n<步骤/></a>".encode(), "a")[0].sourceline == 3


@given(st.binary(max_size=300))
def test_random_bytes_never_escape_as_another_error(data: bytes) -> None:
    try:
        parse(data, "x")
    except UnsafeXml as refusal:
        assert refusal.text.zh


@given(st.text(alphabet="<>/?!-[]&;\"' =aBx:\n", max_size=80))
def test_random_markup_never_escapes_as_another_error(markup: str) -> None:
    try:
        parse(f"<a>{markup}</a>".encode(), "x")
    except UnsafeXml as refusal:
        assert refusal.text.zh
