"""The seven special intakes, each walked to its end in Chinese on phones, on a running demo.

    sh bin/run &
    .venv/bin/python bench/walk_intakes.py [--address http://127.0.0.1:8000] [--shots FOLDER] [--only hazard …]

Everybody has a phone of their own and uses only what the pages offer. A step fails the walk if the page
does not offer it, is wider than the phone, hides its end under the menu, has English left in it, or reports
an error in its console. `--shots` keeps a picture of the page after each step, and of the last ones on a
desk too. The alarm is of a device that `manage.py alarm_devices` registers, so GEZHI_VAR has to be that of
the running demo.
"""

import argparse
import datetime as dt
import hmac
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from look import chromium
from playwright.sync_api import Browser, Error, Page, sync_playwright
from walking import HOME, Stuck, Walk, choose_home, fill, path_of, press

ROOT = Path(__file__).resolve().parent.parent
GRID = "990127003001001"
LEADER, DEPUTY, COMPANY, COMMUNITY = "梁国樑", "尚雅琴", "安居乐物业", "红星社区"
SPARE_DAYS = 30
ZONE = ZoneInfo("Asia/Shanghai")


def rosters(walk: Walk) -> None:
    """The leader of today stands on the duty roster."""
    page, today = walk.phone("street2"), walk.now.date()
    page.goto("/duty/")
    fill(page, "main form", {"since": today, "until": today, "leader": LEADER, "deputy": DEPUTY})
    press(page, "main form .btn-primary")
    walk.step("street2: duty roster", page)


def plans(walk: Walk, who: str, address: str, **fields: object) -> Page:
    """A reception of today is planned; its page."""
    page = walk.phone(who)
    page.goto("/receptions/")
    walk.step(f"{who}: receptions", page)
    press(page, f"a[href='{address}']")
    times = {"day": walk.now.date(), "begins": f"{walk.now:%H:%M}", "ends": "23:59"}
    fill(page, "main form.panel", {**times, **fields})
    press(page, "main form.panel .btn-primary")
    walk.step(f"{who}: planned", page)
    return page


def holds(walk: Walk, page: Page, category: str) -> None:
    """It begins; one matter becomes a case, one is answered at once."""
    walk.folded(page, "begin")
    press(page, "a[href$='/record-case/']")
    walk.step("record a matter", page)
    choose_home(page)
    matter = {"text": "单元楼道照明坏了三盏，老人晚上上下楼看不清台阶。", "category": category}
    fill(page, "form.report-form", {**matter, "name": "王秀英", "phone": "13900001234", "agreed": True})
    press(page, ".btn-send")
    walk.step("became a case", page)
    walk.folded(page, "record-answer", text="问：什么时候清理楼道杂物？答：本周六上午集中清理，已在楼栋公示。")


def leader_reception(walk: Walk) -> None:
    """Duty roster, session, a case and an answer, the leader's instruction and summary."""
    rosters(walk)
    page = plans(walk, "street2", "/receptions/new/", area_code="金牛山", place="街道便民服务中心一楼接访室")
    holds(walk, page, "PTY04")
    leader = walk.phone("street")
    leader.goto(path_of(page))
    walk.step("street: opens it", leader)
    walk.folded(leader, "items/1/instruct", text="三日内修好，并检查同一小区其他楼道。")
    walk.folded(leader, "summarise", text="听取两件诉求：照明一件立案交办，杂物一件当场答复。")
    walk.end("summarised", leader, "三日内修好")
    leader.goto(f"{path_of(page)}print/")
    walk.end("on paper", leader, "听取两件诉求")


def property_day(walk: Walk) -> None:
    """The manager of a property company receives people; the community writes down and signs."""
    page = plans(
        walk, "community", "/receptions/new-day/", area_code=COMMUNITY, unit=COMPANY, place="幸福里小区门口凉亭"
    )
    holds(walk, page, "PTY01")
    company = walk.phone("property")
    company.goto(path_of(page))
    walk.step("property: reads it", company)
    walk.folded(page, "summarise", text="物业承诺本周修好照明，周六清理楼道。")
    walk.end("summarised", page, "物业承诺")


def screening(walk: Walk) -> None:
    """Open disputes make the agenda; each is decided on; the office above acknowledges the report."""
    walk.report("grid", "DIS01", "楼上装修噪音扰民，双方各执一词，多次争吵。")
    page = walk.phone("community")
    for days in range(SPARE_DAYS):
        page.goto("/screenings/new/")
        day = walk.now.date() - dt.timedelta(days=days)
        fill(page, "main form.panel", {"area_code": COMMUNITY, "day": day})
        press(page, "main form.panel .btn-primary")
        if page.locator(".note-success").count():
            break
    walk.step("community: planned with its agenda", page)
    meeting = path_of(page)
    walk.folded(page, "begin")
    while page.locator(".meeting-decision a.btn-outline").count():
        press(page, ".meeting-decision a.btn-outline")
        due = walk.now.date() + dt.timedelta(days=10)
        words = "社区与网格员上门走访双方，愿意的话再安排调解。"
        fill(page, "main form.panel", {"decision": "joint_visit", "text": words, "due_on": due})
        walk.step("decide", page)
        press(page, "main form.panel .btn-primary")
        walk.step("decided", page)
    walk.folded(page, "report", text="装修噪音类纠纷增多，建议街道统一张贴施工时段告示。")
    street = walk.phone("street2")
    street.goto(meeting)
    walk.folded(street, "acknowledge")
    walk.end("acknowledged", street, "装修噪音类纠纷增多")
    street.goto(f"{meeting}print/")
    walk.end("on paper", street)


def mediation(walk: Walk) -> None:
    """From a case to a written agreement that the court confirms and the parties perform."""
    case, today = walk.report("grid", "DIS01", "楼上卫生间漏水，泡坏楼下吊顶，赔偿谈不拢。"), walk.now.date()
    page = walk.verb("grid", case, "sign")
    press(page, "#beside a[href$='/mediate/']")
    parties = {"name_a": "张三丰", "phone_a": "13900001111", "name_b": "李四光"}
    fill(
        page, "main form.panel", {f"apply-{name}": value for name, value in parties.items()} | {"apply-unit": COMMUNITY}
    )
    walk.step("grid: begins the mediation", page)
    press(page, "main form.panel .btn-primary")
    matter = path_of(page)
    walk.step("begun", page)
    walk.verb("community", matter, "ask_consent", mediators=True)
    walk.verb("community", matter, "consent", party=0)
    walk.verb("community", matter, "consent", party=1)
    held = {"held_at": f"{dt.datetime.now(ZONE):%Y-%m-%dT%H:%M}", "place": "社区调解室", "present": "双方、楼栋长"}
    walk.verb("community", matter, "hold_session", **held, record="双方陈述损失与维修经过，均愿一次了结。")
    agreed = {"form": "written", "facts": "楼上防水老化渗漏，楼下吊顶受损。", "content": "楼上修好防水，并赔付两千元。"}
    days = {"agreed_on": today, "perform_by": today + dt.timedelta(days=20)}
    walk.verb("community", matter, "agree", **agreed, way="银行转账，一次付清。", **days)
    page = walk.verb("community", matter, "take_effect", on=today)
    if "起诉" not in page.locator("main").inner_text():
        raise Stuck("the other routes are not named")
    walk.verb("community", matter, "apply_confirmation", on=today)
    walk.verb("community", matter, "record_confirmation", result="confirmed", on=today)
    walk.verb("community", matter, "perform", on=today)
    walk.end("performed", page)
    page.goto(f"{matter}agreement/")
    walk.end("the agreement", page, "楼上修好防水")
    press(page, "form[action$='/agreement/'] button")
    walk.end("the agreement with names", page, "张三丰")
    with page.expect_download() as download:
        page.locator("form[action$='/agreement/file/'] button").click()
    print(f"     {download.value.suggested_filename}, {download.value.path().stat().st_size} bytes")


def petition(walk: Walk) -> None:
    """From a case to a written answer that was served."""
    case, today = walk.report("street2", "CIV06", "群众来信反映小区周边道路长期积水。"), walk.now.date()
    page = walk.phone("street2")
    page.goto(case)
    press(page, "#beside a[href$='/petition/']")
    number = f"XF{walk.now:%Y%m%d%H%M%S}"
    fill(page, "main form.panel", {"register-unit": "市政工程处", "register-system_number": number})
    walk.step("street2: registers it", page)
    press(page, "main form.panel .btn-primary")
    matter = path_of(page)
    walk.step("registered", page)
    walk.verb("department", matter, "inform", way="counter", on=today)
    walk.verb("department", matter, "accept", on=today)
    walk.verb("department", matter, "decide", outcome="supported", on=today)
    page = walk.verb("department", matter, "serve", on=today)
    walk.end("served", page)


def hazard(walk: Walk) -> None:
    """Found, graded, controlled, rectified, re-checked by others, cleared."""
    page = walk.phone("grid")
    page.goto("/hazards/")
    walk.step("grid: the register", page)
    press(page, "a[href='/hazards/new/']")
    found = {
        "kind": "self_built",
        "area_code": HOME,
        "address": "东侧自建房",
        "text": "外墙裂缝贯通，裂缝最宽约两厘米。",
    }
    fill(page, "main form.panel", {f"find-{name}": value for name, value in found.items()})
    press(page, "main form.panel .btn-primary")
    matter = path_of(page)
    walk.step("found", page)
    walk.verb("street2", matter, "grade", grade="C", unit="金牛山街道", text="住建技术员到场，局部危险。")
    walk.verb("street", matter, "control", text="拉警戒线，一层住户暂住亲戚家。", evacuated=True)
    walk.verb("street", matter, "rectify", text="加固墙体，更换开裂砖柱。")
    walk.verb("checker", matter, "recheck", passed="yes", text="裂缝已修补，监测两周无变化。")
    page = walk.verb("street2", matter, "clear", text="复查合格，销号。")
    walk.end("cleared", page)


def alarm(walk: Walk) -> None:
    """A signal stands on the grid worker's open desk at once; its repeat is folded; signed and settled."""
    device, page = f"walk-{walk.now:%Y%m%d%H%M%S}", walk.phone("grid")
    with page.expect_response(lambda answer: "/live/" in answer.url):
        page.goto("/desk/")
    walk.step("grid: the desk", page)
    key = registered(device)
    number, is_new = signal(walk, key, device, "1")
    started = time.monotonic()
    page.locator(".live-toast", has_text=number).wait_for()
    print(f"     on the open page {time.monotonic() - started:.1f} s after the answer")
    page.locator("#desk-piles .case-row", has_text=number).wait_for()
    walk.step("told live", page)
    if not is_new or signal(walk, key, device, "2") != (number, False):
        raise Stuck("the repeated signal made another case")
    press(page, f"#desk-piles a[href='/cases/{number}/']")
    walk.step("opened", page)
    walk.verb("grid", f"/cases/{number}/", "sign")
    reply = "到场核查为炒菜油烟触发，已通风复位，无火情。"
    page = walk.verb("grid", f"/cases/{number}/", "submit_result", outcome="resolved", reply=reply)
    walk.end("settled on the phone", page, "炒菜油烟")
    page = walk.verb("checker", f"/cases/{number}/", "pass_check", text="现场复核，探测器正常。")
    walk.end("checked", page)


def registered(device: str) -> str:
    """Registers a device group with one device; the key with which it signs."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write(f"code,area_code,address\n{device},{GRID},{HOME}2单元楼道\n")
        file.flush()
        command = [sys.executable, "manage.py", "alarm_devices", "walk", "--name", "智慧烟感", "--area", GRID]
        said = subprocess.check_output([*command, "--devices", file.name], cwd=ROOT, text=True)  # noqa: S603 -- our own
    return said.split("key of walk: ")[1].split()[0]


def signal(walk: Walk, key: str, device: str, number: str) -> tuple[str, bool]:
    """A signed signal; the number of its case, and whether it made it."""
    happened = dt.datetime.now(dt.UTC).isoformat()
    body = json.dumps({"device": device, "external_id": number, "kind": "烟雾", "happened_at": happened}).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "X-Gezhi-Device-Group": "walk",
        "X-Gezhi-Timestamp": timestamp,
        "X-Gezhi-Signature": hmac.new(key.encode(), f"{timestamp}.".encode() + body, "sha256").hexdigest(),
    }
    told = walk.phone("grid").request.post("/api/v1/alarms/", data=body, headers=headers).json()
    return told["case"], told["is_new"]


WALKS = (leader_reception, property_day, screening, mediation, petition, hazard, alarm)


def walked(run: Callable[[Walk], None], browser: Browser, options: argparse.Namespace) -> bool:
    """Whether an intake came to its end."""
    walk = Walk(run.__name__, browser, options, dt.datetime.now(ZONE))
    print(f"{run.__name__}: {run.__doc__}")
    try:
        run(walk)
    except (Stuck, Error) as problem:
        print(f"  STUCK after step {walk.steps}: {problem}")
        return False
    finally:
        for page in walk.phones.values():
            page.context.close()
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--password", default="gezhi-demo")
    parser.add_argument("--shots", type=Path)
    parser.add_argument("--only", nargs="*", default=[run.__name__ for run in WALKS])
    options = parser.parse_args()
    if options.shots:
        options.shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--lang=zh-CN"])
        ended = [walked(run, browser, options) for run in WALKS if run.__name__ in options.only]
        browser.close()
    print(f"{sum(ended)} of {len(ended)} walked to the end")
    if not all(ended):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
