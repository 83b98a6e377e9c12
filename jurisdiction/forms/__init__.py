from jurisdiction.forms.accounts import (
    AreaForm,
    CodeAgainForm,
    CodeForm,
    EnrolForm,
    NewOfficerForm,
    NewPasswordForm,
    OfficerForm,
    PostingForm,
    SignInForm,
    UnitForm,
)

__all__ = [
    "AreaForm",
    "CodeAgainForm",
    "CodeForm",
    "EnrolForm",
    "NewOfficerForm",
    "NewPasswordForm",
    "OfficerForm",
    "PostingForm",
    "SignInForm",
    "UnitForm",
]
