from jurisdiction.access import Permission, can


class May:
    """In a template: `may.file_read` says whether the officer holds FILE_READ."""

    def __init__(self, officer):
        self.officer = officer

    def __getitem__(self, name):
        return self.officer.is_authenticated and can(self.officer, Permission[name.upper()])


def officer(request):
    return {"officer": request.user, "may": May(request.user)}
