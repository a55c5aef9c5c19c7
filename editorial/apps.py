from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from editorial.deadlines import on_connecting


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = _("People and publishing")

    def ready(self) -> None:
        connection_created.connect(on_connecting)
