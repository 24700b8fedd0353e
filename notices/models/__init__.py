from notices.models.choice import ChannelChoice
from notices.models.delivery import Delivery
from notices.models.notice import Notice, NoticeQuerySet, NoticeRead
from notices.models.template import NoticeTemplate

__all__ = ["ChannelChoice", "Delivery", "Notice", "NoticeQuerySet", "NoticeRead", "NoticeTemplate"]
