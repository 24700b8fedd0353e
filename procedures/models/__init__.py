"""Tables of the procedures."""

from procedures.models.clock import ProcedureClock
from procedures.models.hazard import HazardRecord
from procedures.models.matter import Matter
from procedures.models.mediation import MediationAgreement, MediationCase, MediationParty, MediationSession
from procedures.models.petition import PetitionHandover, PetitionLetter
from procedures.models.step import ProcedureStep

__all__ = [
    "HazardRecord",
    "Matter",
    "MediationAgreement",
    "MediationCase",
    "MediationParty",
    "MediationSession",
    "PetitionHandover",
    "PetitionLetter",
    "ProcedureClock",
    "ProcedureStep",
]
