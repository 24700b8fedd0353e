import pytest

from accounts.refusals import Kind, Refusal
from residents.contact import Contact, clean, mask_name, mask_phone

PHONES = [
    ("13812345678", "13812345678", "138****5678"),
    (" 138 1234 5678 ", "13812345678", "138****5678"),
    ("138-1234-5678", "13812345678", "138****5678"),
    ("１３８１２３４５６７８", "13812345678", "138****5678"),
    ("+86 13812345678", "13812345678", "138****5678"),
    ("＋86－138－1234－5678", "13812345678", "138****5678"),
    ("008613812345678", "13812345678", "138****5678"),
    ("8613812345678", "13812345678", "138****5678"),
    ("013812345678", "13812345678", "138****5678"),
    ("0731-84012345", "0731-84012345", "0731-****2345"),
    ("0731—8401 2345", "0731-84012345", "0731-****2345"),
    ("（0731）84012345", "0731-84012345", "0731-****2345"),
    ("073184012345", "0731-84012345", "0731-****2345"),
    ("+86 731 8401 2345", "0731-84012345", "0731-****2345"),
    ("+86(0)731-84012345", "0731-84012345", "0731-****2345"),
    ("0731-84012345转801", "0731-84012345-801", "0731-****2345"),
    ("0731-84012345-801", "0731-84012345-801", "0731-****2345"),
    ("0744-2234567", "0744-2234567", "0744-****4567"),
    ("010-65123456", "010-65123456", "010-****3456"),
    ("+86 10 65123456", "010-65123456", "010-****3456"),
    ("02165123456", "021-65123456", "021-****3456"),
    ("400-812-3456", "4008123456", "400****3456"),
    ("8008123456", "8008123456", "800****3456"),
    ("12345", "12345", "12345"),
    ("0731-12345", "0731-12345", "0731-12345"),
    ("", "", ""),
    ("   ", "", ""),
]


@pytest.mark.parametrize(("typed", "kept", "shown"), PHONES)
def test_clean_brings_a_phone_into_one_form_and_mask_hides_its_middle(typed, kept, shown):
    contact = clean("", typed)
    assert (contact.phone, mask_phone(contact.phone)) == (kept, shown)
    assert clean("", kept).phone == kept


@pytest.mark.parametrize(
    "typed",
    [
        "84012345",  # a landline without area code
        "1381234567",
        "138123456789",
        "12812345678",
        "0731-1401234",
        "010-6512345",  # seven digits where Beijing has eight
        "110",
        "abc",
        "13812345678 or 13912345678",
        "1381234567x",
        "١٣٨١٢٣٤٥٦٧٨",
        "138\x0012345678",
        "+1 212 555 0123",
        "0" * 41,
        "1" * 100_000,
        "\ud800",
    ],
)
def test_clean_refuses_what_is_no_phone_and_names_the_field(typed):
    with pytest.raises(Refusal) as refused:
        clean("", typed)
    assert (refused.value.kind, refused.value.code, refused.value.field) == (Kind.INVALID, "bad_phone", "phone")


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("张三", "张三", "张**"),
        ("  张　三 ", "张 三", "张**"),
        ("张三\r\n", "张三", "张**"),
        ("买买提·吐尔逊", "买买提·吐尔逊", "买**"),
        ("𬎆先生", "𬎆先生", "𬎆**"),
        ("李😀", "李😀", "李**"),
        ("John Smith", "John Smith", "J**"),
        ("名" * 40, "名" * 40, "名**"),
        ("", "", ""),
    ],
)
def test_clean_keeps_a_name_and_mask_leaves_its_first_character(typed, kept, shown):
    contact = clean(typed, "")
    assert (contact.name, mask_name(contact.name)) == (kept, shown)


@pytest.mark.parametrize("typed", ["名" * 41, "张\x00三", "张\t三", "张\u202e三", "张\u200b三", "张\u2028三", "\ud800"])
def test_clean_refuses_a_name_too_long_or_unprintable(typed):
    with pytest.raises(Refusal) as refused:
        clean(typed, "13812345678")
    assert (refused.value.kind, refused.value.code, refused.value.field) == (Kind.INVALID, "bad_name", "name")


def test_contact_prints_itself_masked():
    assert repr(Contact("张三", "13812345678")) == "Contact('张**', '138****5678')"


def test_contact_is_false_when_nothing_was_given():
    assert not clean(" ", " ")
    assert clean("张", "")
