from pathlib import Path

from config import celery, schedule

# Tasks that an action calls, not the beat.
CALLED_OTHERWISE: set[str] = set()


def test_every_task_of_ours_is_called_and_every_call_finds_its_task():
    celery.app.loader.import_default_modules()
    root = Path(__file__).parents[2]
    ours = {name for name in celery.app.tasks if (root / name.split(".")[0]).is_dir()}

    assert ours - CALLED_OTHERWISE == set(schedule.EVERY)


def test_a_call_expires_before_it_is_made_again():
    for entry in schedule.BEAT.values():
        assert entry["options"]["expires"] <= entry["schedule"]
