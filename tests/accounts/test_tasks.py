import datetime as dt

from django.utils import timezone

from accounts.models import ApiToken, IdempotencyKey, User
from accounts.tasks import purge

DAY = dt.timedelta(days=1)


def test_purge_forgets_old_keys_and_long_ended_tokens_and_nothing_else(db):
    now = timezone.now()
    user = User.objects.create(username="clerk", name="社工")
    for age in (6, 8):
        IdempotencyKey.objects.create(owner="public", key=f"{age} days old", digest="d", created_at=now - age * DAY)
    for age in (29, 31):
        ends = now - age * DAY
        ApiToken.objects.create(user=user, digest=f"ended {age} days ago", created_at=ends - DAY, expires_at=ends)
    purge()
    assert [row.key for row in IdempotencyKey.objects.all()] == ["6 days old"]
    assert [row.digest for row in ApiToken.objects.all()] == ["ended 29 days ago"]
