"""A mail server (Debian's python3-aiosmtpd) for tests: mail-server.py PORT CERTIFICATE KEY starttls|tls|none

Lets in `box` with the password `right` and nobody else, refuses recipients that begin with `nobody`, has no time for those
that begin with `later`, and writes each message that it has taken as one line of JSON. It ends with its standard input.
"""
import json
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

port, certificate, key, security = sys.argv[1:5]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)


def authenticate(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"box", b"right")
    return AuthResult(success=right, handled=False)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 5.1.1 there is nobody of that name"
        if address.startswith("later"):
            return "451 4.7.1 greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        taken = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "data": envelope.content.decode("utf8", "replace"),
            "encrypted": session.ssl is not None or security == "tls",
            "user": session.authenticated,
        }
        print(json.dumps(taken), flush=True)
        return "250 taken"


class Server(Controller):
    def factory(self):
        return SMTP(
            self.handler,
            hostname="mail.test",
            tls_context=context if security == "starttls" else None,
            require_starttls=security == "starttls",
            authenticator=authenticate,
            auth_required=True,
            auth_require_tls=security == "starttls",
        )


server = Server(Handler(), hostname="127.0.0.1", port=int(port), ssl_context=context if security == "tls" else None)
server.start()
print(json.dumps({"listening": int(port)}), flush=True)
sys.stdin.read()
server.stop()
