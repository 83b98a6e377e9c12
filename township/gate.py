"""What holds for every request and every answer, whatever page it is."""

from django.conf import settings


def gate(get_response):
    """Nothing is kept on the way or on the phone; a session key that cannot be one is none."""

    def pass_through(request):
        if "\0" in request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        answer = get_response(request)
        # Pages show names: none may come back by the back button after signing out.
        answer.setdefault("Cache-Control", "no-store, private")
        return answer

    return pass_through
