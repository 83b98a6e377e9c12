"""The manners of the API (docs/adr/0011-api.md): who asks, how often, pages of rows, filters."""

import uuid
from copy import deepcopy
from functools import wraps
from types import NoneType

from django import forms
from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response

from jurisdiction.doors import requires, trace
from jurisdiction.filters.words import SEALED, WORDS
from jurisdiction.history import KeyReused
from jurisdiction.terms import AccessKind, TokenScope

PAGE = "page"
KEY = "Idempotency-Key"


class SessionScheme(OpenApiAuthenticationExtension):
    """How the description tells that the browser's session is asked for."""

    target_class = "jurisdiction.sign_in.OfficeSession"
    name = "session"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class TokenScheme(OpenApiAuthenticationExtension):
    """How the description tells that another system shows its token."""

    target_class = "jurisdiction.sign_in.SystemToken"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}


class Pages(PageNumberPagination):
    page_size = 100


def endpoint(*permissions, answers, filterset=None, shows_nobody=False, parameters=()):
    """A view that answers GET with JSON, for officers who hold the permissions (`requires`).

    `answers` is the serializer of its answer, with `many` for pages of rows; `filterset` is the
    page's own, whose fields the description repeats.
    """

    def decorate(view):
        guarded = requires(*permissions, shows_nobody=shows_nobody)(view)
        guarded = scoped(TokenScope.READ)(guarded)
        guarded = api_view(["GET", "HEAD"])(guarded)
        guarded.requires = permissions
        guarded.cls.pagination_class = (
            Pages if isinstance(answers, serializers.ListSerializer) else None
        )
        described = [*parameters, *filters_of(filterset)] if filterset else list(parameters)
        return extend_schema(parameters=described, responses=answers)(guarded)

    return decorate


def scoped(scope):
    """A view that a token opens only with this scope."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.auth and scope not in request.auth.scope:
                raise PermissionDenied(_("This token may not: %(what)s.") % {"what": scope.label})
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def entry(*permissions, scope, asks, answers):
    """A view that takes one record by POST, from a token with this scope and no browser.

    `asks` describes the columns, which the view hands to the page's own form. The header
    Idempotency-Key is `request.key`: the same key with the same content makes one record.
    """

    def decorate(view):
        @wraps(view)
        def keyed(request, *args, **kwargs):
            if not request.auth:
                raise PermissionDenied(_("Only a token writes here; the pages are for people."))
            return view(request, *args, key=key_of(request), **kwargs)

        guarded = api_view(["POST"])(scoped(scope)(requires(*permissions)(keyed)))
        guarded.requires = permissions
        sent = OpenApiParameter(KEY, OpenApiTypes.UUID, OpenApiParameter.HEADER, required=True)
        told = {201: answers, 200: answers, 400: OpenApiTypes.OBJECT, 409: OpenApiTypes.OBJECT}
        return extend_schema(parameters=[sent], request=asks, responses=told)(guarded)

    return decorate


def key_of(request):
    try:
        return uuid.UUID(request.headers.get(KEY, ""))
    except ValueError:
        said = _("Send a UUID of your own for each record: sent again, it makes no second one.")
        raise ValidationError({KEY: [said]}) from None


def typed(request, names):
    """The body as a form takes it. Raises ValidationError for what no form could have sent."""
    data = request.data
    if not isinstance(data, dict):
        raise ValidationError({"detail": _("Send one JSON object.")})
    problems = {name: [_("There is no such column.")] for name in sorted(set(data) - set(names))}
    for name, value in data.items():
        if not isinstance(value, (str, int, float, bool, NoneType)):
            problems[name] = [_("A text, a number, true, false or null.")]
    if problems:
        raise ValidationError(problems)
    return {name: value for name, value in data.items() if value is not None}


class Conflict(APIException):
    status_code = 409


def recorded(form, key, deed):
    """The answer to one record: `deed(key=…)` of a form that is valid. Raises ValidationError."""
    if not form.is_valid():
        raise ValidationError(form.errors)
    try:
        made, is_new = deed(key=key, **form.content())
    except KeyReused:
        raise Conflict(_("This key was used before with another content.")) from None
    answer = {"id": made.pk, "slot": made.slot_id, "is_new": is_new}
    return Response(answer, status=201 if is_new else 200)


def rows_answer(request, filterset, serializer, ready=list):
    """One page of the rows that the filter leaves, traced; 400 for a filter that is not one.

    `ready(page_rows)` prepares the rows of one page, as on the page of the list.
    """
    rows = narrowed(request, filterset)
    pages = Pages()
    page = pages.paginate_queryset(rows, request)
    trace(request, AccessKind.LIST, rows.files_of(page))
    return pages.get_paginated_response(drawn(ready(page), serializer, many=True))


def drawn(rows, serializer, **options):
    """What the serializer makes of a row, or of many; its `OfToday` fields ask for the day."""
    return serializer(rows, context={"today": timezone.localdate()}, **options).data


def narrowed(request, filterset):
    """The rows that the filter leaves. Raises ValidationError for an unknown or wrong filter.

    A misspelt filter would otherwise answer with everything. Search words are names: they stay
    out of addresses, and so out of the API.
    """
    known = {PAGE, *filterset.filters} - {SEALED, *WORDS}
    unknown = set(request.GET) - known
    if unknown:
        raise ValidationError({name: [_("There is no such filter.")] for name in sorted(unknown)})
    if not filterset.is_valid():
        raise ValidationError(filterset.errors)
    return filterset.qs


def row_answer(request, rows, pk, serializer, ready=list):
    """The row through its window, traced, or 404; `ready` prepares it as a page of one row."""
    row = get_object_or_404(rows, pk=pk)
    trace(request, AccessKind.FILE, rows.files_of([row]))
    return Response(drawn(*ready([row]), serializer))


class OfToday:
    """A field that is reckoned anew each day: `reckon(row, today)` gives its value."""

    def __init__(self, reckon, **options):
        self.reckon = reckon
        super().__init__(read_only=True, **options)

    def get_attribute(self, row):
        return self.reckon(row, self.context["today"])


class TextOfToday(OfToday, serializers.CharField):
    pass


class ChoiceOfToday(OfToday, serializers.ChoiceField):
    pass


class NumberOfToday(OfToday, serializers.IntegerField):
    pass


class FlagOfToday(OfToday, serializers.BooleanField):
    pass


def filters_of(filterset):
    """The filters of a list as the description tells them."""
    fresh = deepcopy(filterset.base_filters)  # a filter keeps the field that it made first
    return [described(name, each.field) for name, each in fresh.items() if name not in WORDS]


def described(name, field):
    choices = [key for key, _label in getattr(field, "choices", ()) if key]
    kind = OpenApiTypes.STR
    if isinstance(field, forms.DateField):
        kind = OpenApiTypes.DATE
    elif isinstance(field, forms.DecimalField):
        kind = OpenApiTypes.NUMBER
    return OpenApiParameter(name, kind, description=str(field.label), enum=choices or None)


@extend_schema(responses=OpenApiTypes.OBJECT)
@api_view(["GET", "HEAD"])
def schema(request):
    """The description of the API (OpenAPI 3), for whoever is signed in."""
    return Response(SchemaGenerator(api_version="v1").get_schema(request=request, public=True))


schema.requires = ()
