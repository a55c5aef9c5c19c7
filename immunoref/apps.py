from django.contrib.admin.apps import AdminConfig


class ReferenceAdminConfig(AdminConfig):
    default_site = "immunoref.admin.ReferenceAdminSite"
