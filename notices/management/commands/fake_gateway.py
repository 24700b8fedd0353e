"""A gateway on this machine for trying SMS and enterprise chat."""

import signal
import threading
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from notices.channels.webhook import post
from notices.gateway import Gateway


class Command(BaseCommand):
    help = (
        "Receives messages as the SMS and chat gateways would, on this machine alone, and prints them. "
        "Start Gezhi with GEZHI_SMS_URL=http://127.0.0.1:8099/ and any GEZHI_SMS_SECRET, and this with the same secret."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8099)
        parser.add_argument("--secret", default=settings.GATEWAYS["sms"][1], help="default: GEZHI_SMS_SECRET")
        parser.add_argument("--fail", type=int, default=0, help="answer the first N messages with 503")
        parser.add_argument("--drop", type=int, default=0, help="take N messages and hang up without an answer")
        parser.add_argument("--bounce", action="store_true", help="report every message as bounced, to GEZHI_SITE_URL")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["secret"]:
            raise CommandError("Give --secret or set GEZHI_SMS_SECRET: messages are signed.")
        stop = threading.Event()

        def told(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, told)
        with Gateway(options["secret"], port=options["port"], told=self._say) as gateway:
            gateway.moods.fail, gateway.moods.drop = options["fail"], options["drop"]
            self._say(f"listening on {gateway.url}")
            bounced: set[str] = set()
            while not stop.wait(0.5):
                for message_id in set(gateway.received) - bounced if options["bounce"] else ():
                    bounced.add(message_id)
                    self._bounce(message_id, options["secret"])

    def _bounce(self, message_id: str, secret: str) -> None:
        body = {"id": message_id, "state": "bounced", "code": "unknown_number"}
        now = int(time.time())
        status, _answer = post(f"{settings.SITE_URL}/gateway/sms/", secret, f"receipt-{message_id}", now, body)
        self._say(f"{message_id} reported as bounced: {status}")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
