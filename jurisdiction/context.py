from functools import cache, partial

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils.translation import get_language

from jurisdiction.access import Permission, may


class May:
    """In a template: `may.file_read` says whether one of these capacities holds FILE_READ."""

    def __init__(self, capacities):
        self.capacities = capacities

    def __getitem__(self, name):
        permission = Permission[name.upper()]
        return any(may(capacity, permission) for capacity in self.capacities)


def officer(request):
    # A request refused at the gate (a wrong host name, say) has no user yet.
    user = getattr(request, "user", None) or AnonymousUser()
    serving = user.postings_in_force if user.is_authenticated else []
    capacities = frozenset(posting.capacity for posting in serving)
    return {
        "officer": user,
        "may": May(capacities),
        "navigation": partial(navigation, capacities, get_language()),
    }


@cache
def navigation(capacities, language):
    """The ways to the lists of whoever serves so: the same for all of them, and drawn once."""
    return render_to_string("parts/nav.html", {"may": May(capacities)})
