"""The words of the shipped catalogue in the language of the offices; versions that a county wrote stay as they are."""

from collections.abc import Mapping
from typing import ClassVar, Final

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "milestones": {
        "a special law's limit wins": "特别法规定的期限优先",
        "arrived 30 min": "30分钟到场",
        "at night first contact 1 CH": "夜间1小时内首次联系",
        "controlled 2 CH": "2小时内控制现场",
        "controlled 24 CH": "24小时内控制险情",
        "evacuated when dangerous 24 CH": "有危险的24小时内撤离",
        "guarded 30 min": "30分钟内设防护",
        "handed over to the police": "移交公安",
        "next meeting": "下次议事会",
        "notified 5 s; arrived 10 min": "5秒内通知；10分钟到场",
        "petition calendar": "按信访期限",
        "petition calendar, one extension 30 CD": "按信访期限，可延长一次30日",
        "replied 15 WD": "15个工作日内答复",
        "replied 15 WD, then suspension": "15个工作日内答复，其后挂账",
        "stopped 4 WH; decided 7 WD; removed 20 WD": "4工作时内制止；7个工作日内决定；20个工作日内拆除",
    },
    "lead_department": {
        "education": "教育",
        "emergency management": "应急管理",
        "environment": "生态环境",
        "fire service": "消防救援",
        "gas company": "燃气公司",
        "health": "卫生健康",
        "heating company": "供热公司",
        "housing": "住房和城乡建设",
        "labour": "人力资源和社会保障",
        "market supervision": "市场监管",
        "municipal works": "市政工程",
        "natural resources": "自然资源",
        "police": "公安",
        "power company": "供电公司",
        "telecom": "通信运营商",
        "traffic police": "公安交警",
        "transport": "交通运输",
        "urban management": "城市管理",
        "utilities": "公用事业",
        "water affairs": "水务",
        "water company": "供水公司",
    },
    "emergency_hint": {
        "110 where there is violence": "有暴力行为时拨打110",
        "119 and the gas company": "119和燃气公司",
    },
}


def to_chinese(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _replace(apps, {field: dict(pairs) for field, pairs in WORDS.items()})


def to_english(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _replace(apps, {field: {new: old for old, new in pairs.items()} for field, pairs in WORDS.items()})


def _replace(apps: Apps, words: Mapping[str, Mapping[str, str]]) -> None:
    category = apps.get_model("cases", "Category")
    for field, pairs in words.items():
        for old, new in pairs.items():
            category.objects.filter(**{field: old}).update(**{field: new})


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0007_office_hours")]
    operations: ClassVar = [migrations.RunPython(to_chinese, to_english)]
