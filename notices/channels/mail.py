"""E-mail through Django's mail backend."""

import datetime as dt
import smtplib

from django.core.mail import EmailMessage

from notices.channels.sending import Message, Undelivered


class MailSender:
    """Sends from the installation's address. The key becomes the Message-ID, which mail servers compare."""

    def __init__(self, sender: str) -> None:
        self._sender = sender
        self._domain = sender.rpartition("@")[2].rstrip(">") or "localhost"

    def send(self, message: Message, at: dt.datetime) -> str:
        """The Message-ID. A refused recipient is permanent, a server that cannot be reached is not."""
        name = f"<{message.key}@{self._domain}>"
        headers = {"Message-ID": name, "Auto-Submitted": "auto-generated", "Content-Language": message.language}
        mail = EmailMessage(message.subject, message.text, self._sender, [message.address], headers=headers)
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _said in refused.recipients.values()]
            raise Undelivered("recipient_refused", permanent=all(code >= 500 for code in codes)) from None
        except smtplib.SMTPResponseException as answer:
            raise Undelivered(f"smtp_{answer.smtp_code}", permanent=answer.smtp_code >= 500) from None
        except (smtplib.SMTPException, OSError):
            raise Undelivered("mail_server_away", permanent=False) from None
        except ValueError:
            raise Undelivered("bad_address", permanent=True) from None
        return name
