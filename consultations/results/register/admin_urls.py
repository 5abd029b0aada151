"""Staff addresses of the register, below …/ergebnisse/register/."""

from django.urls import path

from consultations.results.register import admin_views

urlpatterns = [
    path("", admin_views.RegisterView.as_view(), name="register"),
    path("<int:seal>/pruefen/", admin_views.CheckView.as_view(), name="register_check"),
]
