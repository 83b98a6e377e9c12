from functools import cache, partial

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils.translation import get_language

from jurisdiction.access import Permission, may


class May:
    """In a template: `may.file_read` says whether one of these capacities holds FILE_READ.

    `capacities()` is asked for only where a template asks: a page of an error may have nothing
    left to ask.
    """

    def __init__(self, capacities):
        self.capacities = capacities

    def __getitem__(self, name):
        permission = Permission[name.upper()]
        return any(may(capacity, permission) for capacity in self.capacities())


def officer(request):
    # A request refused at the gate (a wrong host name, say) has no user yet.
    user = getattr(request, "user", None) or AnonymousUser()
    capacities = partial(capacities_of, user)
    return {
        "officer": user,
        "may": May(capacities),
        "navigation": lambda: navigation(capacities(), get_language()),
    }


def capacities_of(user):
    serving = user.postings_in_force if user.is_authenticated else []
    return frozenset(posting.capacity for posting in serving)


@cache
def navigation(capacities, language):
    """The ways to the lists of whoever serves so: the same for all of them, and drawn once."""
    return render_to_string("parts/nav.html", {"may": May(lambda: capacities)})
