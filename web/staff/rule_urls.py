"""The table of the pages of rules."""

from django.urls import URLPattern, URLResolver, path

from web.staff import rule_figures, rules

urlpatterns: list[URLPattern | URLResolver] = [
    path("rules/", rules.rules, name="rules"),
    path("rules/figures/", rule_figures.rule_figures, name="rule_figures"),
    path("rules/figures/<str:name>/", rule_figures.rule_figure, name="rule_figure"),
]
