from django.contrib.auth.models import AnonymousUser

from jurisdiction.access import Permission, can


class May:
    """In a template: `may.file_read` says whether the officer holds FILE_READ."""

    def __init__(self, officer):
        self.officer = officer

    def __getitem__(self, name):
        return self.officer.is_authenticated and can(self.officer, Permission[name.upper()])


def officer(request):
    # A request refused at the gate (a wrong host name, say) has no user yet.
    user = getattr(request, "user", None) or AnonymousUser()
    return {"officer": user, "may": May(user)}
