from django.apps import AppConfig


class KonzeptdialogConfig(AppConfig):
    """The composition root as an app: for its checks and its management commands."""

    name = "konzeptdialog"

    def ready(self) -> None:
        from konzeptdialog import checks  # noqa: F401
