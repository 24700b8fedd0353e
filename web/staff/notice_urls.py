"""The table of pages about notices."""

from django.urls import URLPattern, URLResolver, path

from web import gateway
from web.staff import notice_channels, notice_log, notice_texts, notices

urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/", notices.notices, name="notices"),
    path("notices/pulse/", notices.pulse, name="notices_pulse"),
    path("notices/read/", notices.read, name="notices_read"),
    path("notices/channels/", notice_channels.channels, name="notice_channels"),
    path("notices/channels/<str:channel>/<str:step>/", notice_channels.act, name="notice_channel"),
    path("notices/texts/", notice_texts.texts, name="notice_texts"),
    path("notices/texts/<str:kind>/<str:channel>/<str:language>/", notice_texts.text, name="notice_text"),
    path("notices/log/", notice_log.log, name="notice_log"),
    path("gateway/<str:channel>/", gateway.receipt, name="gateway"),
]
