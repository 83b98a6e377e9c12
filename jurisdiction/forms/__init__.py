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
]
