from jurisdiction.models.imports import SheetImport, import_models
from jurisdiction.models.officers import Officer, Posting
from jurisdiction.models.pictures import Picture, PictureQuerySet, kept_once, picture_models
from jurisdiction.models.places import Area, FormerName, Unit, Versioned, in_force
from jurisdiction.models.retention import RetentionDecision
from jurisdiction.models.sign_ins import SignIn
from jurisdiction.models.tokens import ApiToken
from jurisdiction.models.traces import PURPOSES, AccessEvent, AuditSeal, AuditShape, Export

__all__ = [
    "ApiToken",
    "AccessEvent",
    "Area",
    "AuditSeal",
    "AuditShape",
    "Export",
    "FormerName",
    "Officer",
    "PURPOSES",
    "Picture",
    "PictureQuerySet",
    "Posting",
    "RetentionDecision",
    "SheetImport",
    "SignIn",
    "Unit",
    "Versioned",
    "import_models",
    "in_force",
    "kept_once",
    "picture_models",
]
