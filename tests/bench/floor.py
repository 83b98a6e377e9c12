"""What the pages are compared with: a constant behind the same sign-in and middleware."""

from django.db import connection
from django.http import HttpResponse


def floor(request):
    # Who asks is part of the floor: every page reads the session and the officer.
    return HttpResponse(f"<!doctype html><title>floor</title>{request.user.pk}")


def count_queries(get_response):
    def counted(request):
        counter = Counter()
        with connection.execute_wrapper(counter):
            response = get_response(request)
        response["X-Queries"] = str(counter.count)
        return response

    return counted


class Counter:
    def __init__(self):
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)
