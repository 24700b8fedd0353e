"""Texts and the area they mean, by hand: a city as messy as life, and what must not be guessed."""

import pytest

from grids.placing import ALIAS_ALONE, IN_PLACE, NAMED, NOTHING_NAMED, SEVERAL_PLACES, Gazetteer, Named

CITY = [
    ("A", None, "A市", ""),
    ("A3", "A", "A3区", ""),
    ("A3001", "A3", "含浦街道", "含浦"),
    ("A3002", "A3", "含浦镇", "含浦"),
    ("A3003", "A3", "学士街道", "学士"),
    ("A3003001", "A3003", "朝阳社区", ""),
    ("A3003001001", "A3003001", "朝阳里小区", "朝阳里"),
    ("A3003001001001", "A3003001001", "1栋", ""),
    ("A3003001001002", "A3003001001", "2栋", ""),
    ("A5", "A", "A5区", "A5"),
    ("A5001", "A5", "东湖街道", "东湖"),
    ("A5001001", "A5001", "朝阳社区", ""),
    ("A5002", "A5", "月湖街道", "月湖"),
    ("A5001001001", "A5001001", "湖畔小区", ""),
    ("A5001001001001", "A5001001001", "1栋", ""),
    ("A7", "A", "A7县", ""),
    ("A7014", "A7", "泉塘街道", "泉塘"),
    ("A7014001", "A7014", "三景国际", "三景"),
    ("A7014006", "A7014", "泉塘村", "泉塘"),
    ("A7014007", "A7014", "泉塘社区", "泉塘"),
    ("A7020", "A7", "星沙街道", "星沙"),
    ("A7021", "A7", "星沙镇", "星沙"),
    ("A7021001", "A7021", "星沙派小区", "星沙派"),
]


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer(
        Named(code, parent, name, tuple(aliases.split("|")) if aliases else ()) for code, parent, name, aliases in CITY
    )


TEXTS = [
    # Names and aliases.
    ("A7县泉塘街道路灯坏了", "A7014", NAMED),
    ("泉塘街道办事处办事慢", "A7014", NAMED),
    ("关于增加泉塘街道公交站的建议", "A7014", NAMED),
    ("我住在泉塘,昨晚停水", "A7014", ALIAS_ALONE),
    ("A7县泉塘停水", "A7014", IN_PLACE),
    ("泉塘村的路没修", "A7014006", NAMED),
    ("泉塘街道泉塘社区门口积水", "A7014007", NAMED),
    ("A市的公交车", "A", NAMED),
    # Full-width letters, capitals and small ones.
    ("ａ７县泉塘街道", "A7014", NAMED),
    # Names in one another lead to the deepest, in whatever order and distance.
    ("A7县星沙镇有人占道", "A7021", NAMED),
    ("三景国际停电,在泉塘街道,属A7县", "A7014001", NAMED),
    # A shared alias: the common ancestor, unless another name decides.
    ("含浦堵车", "A3", SEVERAL_PLACES),
    ("我们含浦镇的含浦中心小学", "A3002", NAMED),
    ("星沙15路车", "A7", SEVERAL_PLACES),
    # A shared full name.
    ("朝阳社区有人乱倒垃圾", "A", SEVERAL_PLACES),
    ("A5区朝阳社区有人乱倒垃圾", "A5001001", IN_PLACE),
    ("学士街道朝阳社区有人乱倒垃圾", "A3003001", IN_PLACE),
    ("东湖街道附近的朝阳社区", "A5001001", IN_PLACE),
    ("1栋电梯坏了", "A", SEVERAL_PLACES),
    ("朝阳里小区1栋电梯坏了", "A3003001001001", IN_PLACE),
    ("朝阳里小区1栋和2栋之间堆物", "A3003001001", SEVERAL_PLACES),
    # Places that contradict each other: what contains both.
    ("从A3区到A5区没有公交", "A", SEVERAL_PLACES),
    ("泉塘街道和星沙街道交界处", "A7", SEVERAL_PLACES),
    # An alias that contradicts a full name does not count.
    ("A7县有人拿到学士学位", "A7", NAMED),
    ("A5区的含浦砂锅店扰民", "A5", NAMED),
    # A headline stands, the lines below lead only further down.
    ("A7县路灯\n我从A3区来,在泉塘街道看到", "A7014", NAMED),
    ("泉塘街道路灯坏了\nA3区的路灯都好", "A7014", NAMED),
    ("路灯坏了\n我家在泉塘街道", "A7014", NAMED),
    ("A市路灯\nA3区和A5区都坏了", "A", SEVERAL_PLACES),
    # An alias in the lines below is too little by itself.
    ("路灯坏了\n我在泉塘看到", None, NOTHING_NAMED),
    # A longer word is not its parts.
    ("A7县星沙派出所不接电话", "A7", NAMED),
    ("星沙派小区的门禁", "A7021001", NAMED),
    ("A7县松雅湖畔小区漏水", "A7", NAMED),
    ("松雅湖畔小区漏水", None, NOTHING_NAMED),
    ("投诉湖畔小区物业", "A5001001001", NAMED),
    # Roads, parks and hospitals carry names.
    ("A市东湖公园的灯", "A", NAMED),
    ("东湖路堵车", None, NOTHING_NAMED),
    ("A3区北路堵车", None, NOTHING_NAMED),
    ("东湖街道路面塌陷", "A5001", NAMED),
    # Half a word is none.
    ("他获得了学士学位", None, NOTHING_NAMED),
    ("打造书香泉塘", None, NOTHING_NAMED),
    ("望月湖小区占道", None, NOTHING_NAMED),
    ("BA3区和A31区", None, NOTHING_NAMED),
    ("我住在A5,昨晚停水", "A5", ALIAS_ALONE),
    ("我住在A55,昨晚停水", None, NOTHING_NAMED),
    ("朝阳里小区21栋电梯坏了", "A3003001001", NAMED),
    ("朝阳里小区1栋2单元", "A3003001001001", IN_PLACE),
    # Nothing.
    ("", None, NOTHING_NAMED),
    ("楼道口的垃圾三天没有人清运", None, NOTHING_NAMED),
    ("😀\x00<b>", None, NOTHING_NAMED),
]


@pytest.mark.parametrize(("text", "code", "confidence"), TEXTS)
def test_a_text_leads_to_the_deepest_certain_area(gazetteer, text, code, confidence):
    found = gazetteer.find(text)
    assert (found.code, found.confidence) == (code, confidence)


def test_the_words_that_led_there_are_told(gazetteer):
    assert gazetteer.find("A7县泉塘街道,A7县").words == ("a7县", "泉塘街道")
    assert gazetteer.find("楼道口的垃圾").words == ()


def test_a_street_alone_is_an_installation():
    gazetteer = Gazetteer(
        [
            Named("1", None, "泉塘街道", ("泉塘",)),
            Named("101", "1", "三景社区", ("三景",)),
            Named("102", "1", "南山社区"),
        ]
    )
    assert gazetteer.find("泉塘街道三景").code == "101"
    assert gazetteer.find("泉塘街道打造书香三景").code == "1"
    assert gazetteer.find("三景社区和南山社区").code == "1"


def test_areas_without_a_common_root_are_not_mixed():
    gazetteer = Gazetteer(
        [Named("1", None, "泉塘街道"), Named("2", None, "星沙街道"), Named("201", "2", "南山社区", ("南山",))]
    )
    assert gazetteer.find("泉塘街道和星沙街道").code is None
    assert gazetteer.find("星沙街道打造书香,在南山").code == "201"


def test_one_character_is_no_name():
    assert Gazetteer([Named("1", None, "村", ("里",))]).find("村里").code is None


def test_names_that_thousands_share_are_decided_quickly():
    """Sixty thousand areas, and a text of buildings that every grid has."""
    areas = [Named("1", None, "甲市")]
    for grid in range(10_000):
        areas.append(Named(f"1{grid:04}", "1", f"第{grid}号院"))
        areas += [Named(f"1{grid:04}{house}", f"1{grid:04}", f"{house}栋") for house in range(1, 6)]
    gazetteer = Gazetteer(areas)
    assert gazetteer.find("1栋2栋3栋4栋5栋都停水").code == "1"
    assert gazetteer.find("第4321号院3栋停水").code == "143213"


def test_a_list_of_places_is_no_place(gazetteer):
    everything = "、".join(name for _code, _parent, name, _aliases in CITY)
    assert gazetteer.find(everything * 40).code == "A"
