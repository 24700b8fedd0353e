"""The installation's own texts of notices."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import audit
from accounts.models import User
from accounts.refusals import invalid
from notices import templates
from notices.models import NoticeTemplate
from notices.queries import own_templates
from notices.states import Channel, Language
from notices.words import KINDS


@transaction.atomic
def set_text(
    kind: str, channel: Channel, language: Language, *, subject: str, body: str, by: User, at: dt.datetime
) -> None:
    """Puts a text in the place of ours from now on; an empty body gives ours back.

    Whether `by` may is the caller's question. Raises `Refusal` invalid `unknown_kind`, `bad_template`.
    The audit trail keeps what was there before and what is there now.
    """
    if kind not in KINDS:
        raise invalid("unknown_kind", _("There is no such notice."))
    subject, body = subject.strip(), body.strip().replace("\r\n", "\n")
    templates.check(kind, subject, body)
    before = own_templates({kind}).get((kind, channel, language))
    was = {"subject": before.subject, "body": before.body} if before else {"subject": "", "body": ""}
    now = {"subject": subject, "body": body}
    if was == now:
        return
    NoticeTemplate.objects.create(kind=kind, channel=channel, language=language, since=at, by=by, **now)
    audit.record(
        by=by,
        verb="set_notice_text",
        subject_kind="notice_text",
        subject_id=f"{kind}/{channel}/{language}",
        at=at,
        data={"before": was, "after": now},
    )
