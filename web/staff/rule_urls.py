"""The table of the pages of rules."""

from django.urls import URLPattern, URLResolver, path

from web.staff import rule_calendar, rule_categories, rule_dispatch, rule_figures, rule_replies, rules

urlpatterns: list[URLPattern | URLResolver] = [
    path("rules/", rules.rules, name="rules"),
    path("rules/figures/", rule_figures.rule_figures, name="rule_figures"),
    path("rules/figures/<str:name>/", rule_figures.rule_figure, name="rule_figure"),
    path("rules/dispatch/", rule_dispatch.rule_dispatch, name="rule_dispatch"),
    path("rules/dispatch/new/", rule_dispatch.change, {"step": rule_dispatch.NEW}, name="rule_enter"),
    path("rules/dispatch/<int:pk>/end/", rule_dispatch.change, {"step": rule_dispatch.END}, name="rule_end"),
    path("rules/dispatch/<int:pk>/move/", rule_dispatch.change, {"step": rule_dispatch.MOVE}, name="rule_move"),
    path("rules/categories/", rule_categories.rule_categories, name="rule_categories"),
    path("rules/categories/new/", rule_categories.rule_category_new, name="rule_category_new"),
    path("rules/categories/<str:code>/", rule_categories.rule_category, name="rule_category"),
    path("rules/categories/<str:code>/end/", rule_categories.rule_category_end, name="rule_category_end"),
    path("rules/calendar/", rule_calendar.rule_calendar, name="rule_calendar"),
    path("rules/calendar/<int:year>/", rule_calendar.rule_calendar, name="rule_year"),
    path("rules/hours/", rule_calendar.rule_hours, name="rule_hours"),
    path("rules/replies/", rule_replies.rule_replies, name="rule_replies"),
    path("rules/replies/new/", rule_replies.rule_reply, name="rule_new_reply"),
    path("rules/replies/<int:pk>/", rule_replies.rule_reply, name="rule_reply"),
]
