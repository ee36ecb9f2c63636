from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "evoweb.sign_in"
    verbose_name = "One-time sign-in links"
