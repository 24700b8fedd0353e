"""The table of the pages of rules."""

from django.urls import URLPattern, URLResolver, path

from web.staff import rule_dispatch, rule_figures, rules

urlpatterns: list[URLPattern | URLResolver] = [
    path("rules/", rules.rules, name="rules"),
    path("rules/figures/", rule_figures.rule_figures, name="rule_figures"),
    path("rules/figures/<str:name>/", rule_figures.rule_figure, name="rule_figure"),
    path("rules/dispatch/", rule_dispatch.rule_dispatch, name="rule_dispatch"),
    path("rules/dispatch/new/", rule_dispatch.change, {"step": rule_dispatch.NEW}, name="rule_enter"),
    path("rules/dispatch/<int:pk>/end/", rule_dispatch.change, {"step": rule_dispatch.END}, name="rule_end"),
    path("rules/dispatch/<int:pk>/move/", rule_dispatch.change, {"step": rule_dispatch.MOVE}, name="rule_move"),
]
