import pytest

from accounts.models import AuditEntry, User

PASSWORD = "golden buffalo"


@pytest.fixture
def site(client, db):
    """The reference-data site, signed in as its superuser."""
    root = User.objects.create_superuser("root", password=PASSWORD, name="管理员")
    client.force_login(root, backend="accounts.backends.PasswordBackend")
    return client


def trail():
    return list(AuditEntry.objects.order_by("id").values_list("verb", "user__username"))


def test_a_user_is_made_by_the_action(site):
    answer = site.post("/admin/accounts/user/add/", {"username": "clerk", "name": "张社工", "password": PASSWORD})
    assert answer.status_code == 302
    user = User.objects.get(username="clerk")
    assert user.check_password(PASSWORD)
    assert (user.name, user.is_staff, user.is_superuser) == ("张社工", False, False)
    assert trail() == [("create_user", "root")]


@pytest.mark.parametrize(
    "changes",
    [{"password": "gezhi-demo"}, {"password": ""}, {"username": "root"}, {"name": "张\u202e三"}, {"name": ""}],
)
def test_a_bad_user_is_asked_again(site, changes):
    fields = {"username": "clerk", "name": "张社工", "password": PASSWORD} | changes
    assert site.post("/admin/accounts/user/add/", fields).status_code == 200
    assert User.objects.count() == 1
    assert trail() == []


def test_a_password_is_set_only_when_given_and_nothing_else_changes(site):
    user = User.objects.create_user("clerk", password=PASSWORD, name="张社工")
    page = f"/admin/accounts/user/{user.pk}/change/"
    assert site.post(page, {"password": ""}).status_code == 302
    assert site.post(page, {"password": "gezhi-demo"}).status_code == 200
    assert trail() == []
    fields = {"password": "silver dragonfly", "username": "root2", "name": "李四", "is_superuser": "on"}
    assert site.post(page, fields).status_code == 302
    user.refresh_from_db()
    assert user.check_password("silver dragonfly")
    assert (user.username, user.name, user.is_superuser) == ("clerk", "张社工", False)
    assert trail() == [("set_password", "root")]


def test_accounts_are_closed_and_opened_but_not_deleted(site):
    user = User.objects.create_user("clerk", password=PASSWORD, name="张社工")
    for action, is_active in (("deactivate", False), ("activate", True)):
        site.post("/admin/accounts/user/", {"action": action, "_selected_action": [user.pk]})
        assert User.objects.get(pk=user.pk).is_active is is_active
    assert trail() == [("deactivate_user", "root"), ("activate_user", "root")]
    assert site.post(f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_the_list_shows_one_and_three_users_at_the_same_cost(site, django_assert_num_queries):
    site.get("/admin/accounts/user/")
    for names in (["a"], ["b", "c"]):
        for name in names:
            User.objects.create_user(name, name=name)
        with django_assert_num_queries(4):
            assert site.get("/admin/accounts/user/").status_code == 200
