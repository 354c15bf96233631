"""The product's addresses, and some on which permissions, parsing and errors can be tried."""

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelError
from django.http import Http404
from django.urls import path
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.response import Response
from rest_framework.views import APIView

from billing.api.caller import actor_of
from billing.kinds import Kind
from billing.models import Membership, Tenant
from billing.scopes import SETTINGS
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as ours

__all__ = ["handler400", "handler403", "handler404", "handler500"]


class Line(serializers.Serializer):
    amount = serializers.DecimalField(max_digits=40, decimal_places=20)


class Document(serializers.Serializer):
    number = serializers.CharField(max_length=5)
    lines = Line(many=True)

    def validate(self, data: Any) -> Any:
        if data["number"] == "wrong":
            raise serializers.ValidationError("The number and the lines do not go together.", code="together")
        return data


class Invoices(APIView):
    kind = Kind.INVOICE

    def get(self, request: Any) -> Response:
        return Response({"kind": "invoice"})

    def post(self, request: Any) -> Response:
        document = Document(data=request.data)
        document.is_valid(raise_exception=True)
        return Response(document.data, status=201)


class Customers(APIView):
    kind = Kind.CUSTOMER

    def get(self, request: Any) -> Response:
        return Response({"seats": Membership.objects.count(), "user": str(request.user)})

    def post(self, request: Any) -> Response:
        actor = actor_of(request)
        told = {
            name: str(getattr(actor, name)) for name in ("id", "label", "channel", "address", "request_id")
        }
        return Response(told)


class Books(APIView):
    kind = SETTINGS

    def get(self, request: Any) -> Response:
        return Response({})

    def put(self, request: Any) -> Response:
        return Response({})


class Echo(APIView):
    kind = None

    def post(self, request: Any) -> Response:
        return Response({"python": repr(request.data), "again": request.data})


class Unnamed(APIView):
    def get(self, request: Any) -> Response:
        return Response({})


class Rename(APIView):
    """Changes something, and fails afterwards."""

    kind = None

    def post(self, request: Any) -> Response:
        Tenant.objects.update(name="Changed")
        raise RAISED[request.GET["what"]]


RAISED: dict[str, Exception] = {
    "404": Http404("secret row"),
    "403": PermissionDenied("Not on a Sunday."),
    "400": BadRequest("Not like this."),
    "413": RequestDataTooBig("big"),
    "422": ModelError({"name": ModelError("Too long.", code="long"), "__all__": ModelError("Odd.")}),
    "429": Throttled(wait=3.2),
    "500": ZeroDivisionError("secret inside"),
}

urlpatterns = [
    path("api/v1/probe/invoices/", Invoices.as_view()),
    path("api/v1/probe/customers/", Customers.as_view()),
    path("api/v1/probe/books/", Books.as_view()),
    path("api/v1/probe/echo/", Echo.as_view()),
    path("api/v1/probe/unnamed/", Unnamed.as_view()),
    path("api/v1/probe/fails/", Rename.as_view()),
    *ours,
]
