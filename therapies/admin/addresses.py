"""Addresses of the spreadsheets in the admin, whose modules read and write workbooks."""

from django.urls import path

from therapies.later import later

TABLES = "therapies.admin.tables"

urlpatterns = [
    path("", later(f"{TABLES}.index"), name="tables"),
    path("<slug:sheet>/", later(f"{TABLES}.table"), name="table"),
    path("<slug:sheet>/check/", later(f"{TABLES}.check"), name="table-check"),
    path("<slug:sheet>/errors.csv", later(f"{TABLES}.errors"), name="table-errors"),
    path(
        "<slug:sheet>/<slug:what>.<slug:file_format>",
        later(f"{TABLES}.download"),
        name="table-download",
    ),
]
