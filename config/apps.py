"""Makes the Celery application known to every process, so that tasks find the broker."""

from django.apps import AppConfig

from config import celery

__all__ = ["Config", "celery"]


class Config(AppConfig):
    name = "config"
