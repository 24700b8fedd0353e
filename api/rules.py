"""The rules that a county sets, for its administrators: figures, dispatch rules, and a dry run of a new one."""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from api import rule_shapes as shapes
from api.schema import BAD, FORBIDDEN, Operation
from api.views.frame import View, body_of
from api.views.moment import user_of, world_of
from cases import administration
from cases.actions import dispatch_rules
from cases.queries import dispatch_trial
from cases.queries import figures as figure_queries
from cases.world import World


class RuleView(View):
    """Only an administrator of the highest office reads here."""

    tag = "rules"

    def world(self, request: Request) -> World:
        """The world of the request, once it is clear who asks."""
        present = world_of(request)
        administration.check(user_of(request), present)
        return present


class FiguresView(RuleView):
    """Every figure of the process: the value in force, its bounds, what comes."""

    operations = {"GET": Operation("list_figures", shapes.FigureListShape, problems=(FORBIDDEN,))}

    def get(self, request: Request) -> Response:
        found = figure_queries.all_figures(self.world(request))
        return Response({"results": [shapes.figure_of(row) for row in found.values()]})


class DispatchRulesView(RuleView):
    """The dispatch rules in the order in which they are asked, those that have ended too."""

    operations = {"GET": Operation("list_dispatch_rules", shapes.DispatchRuleListShape, problems=(FORBIDDEN,))}

    def get(self, request: Request) -> Response:
        present = self.world(request)
        return Response({"results": [shapes.rule_of(rule, present) for rule in present.catalogue.rules]})


class DispatchTrialView(RuleView):
    """What a new dispatch rule would have done with last month's cases. Nothing is kept."""

    operations = {
        "POST": Operation(
            "try_dispatch_rule", shapes.TrialShape, problems=(BAD, FORBIDDEN), body=shapes.DispatchRuleBody
        )
    }

    def post(self, request: Request) -> Response:
        present = self.world(request)
        sent = body_of(request, shapes.DispatchRuleBody)
        administration.check_first_day(sent["since"], present)
        rule = dispatch_rules.proposed(present, unit_id=sent.pop("unit"), **sent)
        return Response(shapes.trial_of(dispatch_trial.trial(present, dispatch_trial.entering(present, rule))))


urlpatterns = [
    path("rules/figures/", FiguresView.as_view(), name="figures"),
    path("rules/dispatch/", DispatchRulesView.as_view(), name="dispatch_rules"),
    path("rules/dispatch/try/", DispatchTrialView.as_view(), name="try_dispatch_rule"),
]
