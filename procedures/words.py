"""The words of states, verbs, clocks and choices, by procedure."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from procedures.states import hazard, mediation, petition
from procedures.states.rule import Actor, Procedure

Words = Mapping[str, Promise]

PROCEDURES: Mapping[Procedure, Promise] = {
    Procedure.MEDIATION: _("Mediation"),
    Procedure.PETITION: _("Petition matter"),
    Procedure.HAZARD: _("Hazard"),
}

M = mediation.State
MEDIATION_STATES: Words = {
    M.APPLIED: pgettext_lazy("mediation", "Applied for"),
    M.CONSENT_PENDING: _("Waits for consent"),
    M.ACCEPTED: pgettext_lazy("mediation", "Accepted"),
    M.DECLINED: pgettext_lazy("mediation", "Declined"),
    M.MEDIATING: _("Being mediated"),
    M.AGREED: _("Agreed"),
    M.FAILED: _("No agreement"),
    M.TERMINATED: pgettext_lazy("mediation", "Terminated"),
    M.PERFORMING: _("Being performed"),
    M.PERFORMED: _("Performed"),
    M.BREACHED: _("Not performed"),
    M.SUED: _("In court"),
    M.CONFIRMED_ENFORCED: _("Enforced by the court"),
}
T = petition.State
PETITION_STATES: Words = {
    T.REGISTERED: pgettext_lazy("petition", "Registered"),
    T.INFORMED: _("Petitioner informed"),
    T.ACCEPTED: pgettext_lazy("petition", "Accepted"),
    T.DECIDED: pgettext_lazy("petition", "Decided"),
    T.REVIEW: _("Under review"),
    T.RE_REVIEW: _("Under re-review"),
    T.FINAL: _("Final"),
}
H = hazard.State
HAZARD_STATES: Words = {
    H.FOUND: pgettext_lazy("hazard", "Found"),
    H.GRADED: _("Graded"),
    H.CONTROLLED: _("Under control"),
    H.RECTIFIED: _("Rectified"),
    H.RECHECKED: _("Looked at again"),
    H.CLEARED: _("Cleared"),
}
STATES: Mapping[Procedure, Words] = {
    Procedure.MEDIATION: MEDIATION_STATES,
    Procedure.PETITION: PETITION_STATES,
    Procedure.HAZARD: HAZARD_STATES,
}

MV, TV, HV = mediation.Verb, petition.Verb, hazard.Verb
VERBS: Mapping[Procedure, Words] = {
    Procedure.MEDIATION: {
        MV.APPLY: _("Begin a mediation"),
        MV.ASK_CONSENT: _("Name mediators, ask the parties"),
        MV.CONSENT: _("A party agrees to mediation"),
        MV.DECLINE: _("A party refuses"),
        MV.HOLD_SESSION: _("Record a session"),
        MV.EXTEND: _("More time, with everybody's consent"),
        MV.AGREE: _("Record the agreement"),
        MV.FAIL: _("End without agreement"),
        MV.TERMINATE: _("A party does not go on"),
        MV.TAKE_EFFECT: _("Record that all have signed"),
        MV.PERFORM: _("The agreement is performed"),
        MV.BREACH: _("The agreement is not performed"),
        MV.SUE: _("A party has gone to court"),
        MV.ENFORCE: _("The court enforces it"),
        MV.APPLY_CONFIRMATION: _("Joint application to the court"),
        MV.RECORD_CONFIRMATION: _("The court's answer"),
        MV.END_WITH_CASE: _("Ended, because its case was closed"),
    },
    Procedure.PETITION: {
        TV.REGISTER: _("Register as a petition matter"),
        TV.OBJECT: _("Not our duty"),
        TV.DECIDE_OBJECTION: _("Decide on the objection"),
        TV.INFORM: _("The petitioner is informed"),
        TV.ACCEPT: _("Accept the matter"),
        TV.EXTEND: _("Take more time, once"),
        TV.DECIDE: _("The decision is made"),
        TV.SERVE: _("The answer is served"),
        TV.ASK_REVIEW: _("A review is asked for"),
        TV.DECIDE_REVIEW: _("The review is decided"),
        TV.ASK_RE_REVIEW: _("A re-review is asked for"),
        TV.DECIDE_RE_REVIEW: _("The re-review is decided"),
        TV.FINISH: _("End the matter"),
        TV.LAPSE: _("Nobody asked again: final"),
    },
    Procedure.HAZARD: {
        HV.FIND: _("Register a hazard"),
        HV.GRADE: _("Grade it"),
        HV.CONTROL: _("Control measures are taken"),
        HV.RECTIFY: _("It is rectified"),
        HV.RECHECK: _("Look at it again"),
        HV.CLEAR: _("Clear it from the list"),
        HV.FIND_AGAIN: _("The grade was wrong: register it anew"),
    },
}

MC, TC, HC = mediation.Clock, petition.Clock, hazard.Clock
CLOCKS: Mapping[Procedure, Words] = {
    Procedure.MEDIATION: {
        MC.CONSENT: _("Consent of the parties"),
        MC.MEDIATE: _("End of the mediation"),
        MC.PERFORM: _("Performance"),
        MC.CONFIRM: _("Window for the joint application to the court"),
    },
    Procedure.PETITION: {
        TC.REGISTER: _("Register"),
        TC.OBJECTION: _("Decide on the objection"),
        TC.INFORM: _("Inform the petitioner"),
        TC.ACCEPT: _("Accept the matter"),
        TC.DECIDE: pgettext_lazy("petition", "Decide"),
        TC.SERVE: _("Serve the answer"),
        TC.ASK_REVIEW: _("The petitioner may ask for a review"),
        TC.REVIEW: _("Review"),
        TC.ASK_RE_REVIEW: _("The petitioner may ask for a re-review"),
        TC.RE_REVIEW: _("Re-review"),
    },
    Procedure.HAZARD: {
        HC.GRADE: _("Grade it"),
        HC.CONTROL: _("Control measures"),
        HC.RECTIFY: pgettext_lazy("hazard", "Rectify"),
        HC.RECHECK: _("Look at it again"),
        HC.CLEAR: _("Clear it from the list"),
    },
}

FORMS: Words = {mediation.Form.WRITTEN: _("Written"), mediation.Form.ORAL: _("Oral, recorded")}
CONFIRMATIONS: Words = {
    mediation.Confirmation.CONFIRMED: _("Confirmed"),
    mediation.Confirmation.REFUSED: pgettext_lazy("court", "Refused"),
}
OUTCOMES: Words = {
    petition.Outcome.SUPPORTED: pgettext_lazy("petition", "Supported"),
    petition.Outcome.PARTLY_SUPPORTED: pgettext_lazy("petition", "Supported in part"),
    petition.Outcome.NOT_SUPPORTED: pgettext_lazy("petition", "Not supported"),
}
WAYS: Words = {
    petition.Way.COUNTER: _("At the counter, in writing"),
    petition.Way.LETTER: _("By letter"),
    petition.Way.ONLINE: _("In the petition system"),
}
FINISH_REASONS: Words = {
    petition.FinishReason.OTHER_ROUTE: _("Another legal route is open"),
    petition.FinishReason.WITHDRAWN: _("The petitioner has withdrawn it"),
}
KINDS: Words = {
    hazard.Kind.SELF_BUILT: _("Self-built house"),
    hazard.Kind.DANGEROUS_HOUSE: _("Dangerous house"),
    hazard.Kind.GAS: _("Gas"),
    hazard.Kind.ELECTRICITY: _("Electricity"),
    hazard.Kind.FIRE: _("Fire protection"),
    hazard.Kind.FACADE: _("Facade"),
}
GRADES: Words = {
    hazard.Grade.A: _("A: safe"),
    hazard.Grade.B: _("B: single parts dangerous"),
    hazard.Grade.C: _("C: part of the building dangerous"),
    hazard.Grade.D: _("D: the whole building dangerous"),
}
DEPARTMENTS: Words = {
    hazard.Kind.SELF_BUILT: _("Housing and construction"),
    hazard.Kind.DANGEROUS_HOUSE: _("Housing and construction"),
    hazard.Kind.GAS: _("Urban management (gas)"),
    hazard.Kind.ELECTRICITY: _("Energy and industry"),
    hazard.Kind.FIRE: _("Fire and rescue"),
    hazard.Kind.FACADE: _("Housing and construction"),
}
"""Which trade answers for a kind (三管三必须): who is in charge of a trade is in charge of its safety. [P]"""

PARTIES: tuple[Promise, ...] = (
    _("Party A"),
    _("Party B"),
    _("Party C"),
    _("Party D"),
    _("Party E"),
    _("Party F"),
)

ACTORS: Mapping[Actor, str] = {
    Actor.UNIT: "the unit that runs it",
    Actor.DESK: "the office that registered it",
    Actor.HOLDER: "the government unit that holds the case",
    Actor.OFFICE: "an office at street level or above around the place",
    Actor.AROUND: "a government post around the place",
    Actor.SYSTEM: "system",
}
"""For the generated page of the tables; not shown to users."""

OTHER_ROUTES = _(
    "Mediation is free and voluntary. Going to court, to arbitration or to an administrative office stays open at any "
    "time, also while a mediation runs."
)
OTHER_ROUTES_OF_PETITIONS = _(
    "Courts, arbitration, administrative review and the legal petition system stay open at any time."
)
