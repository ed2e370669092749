# SPDX-License-Identifier: Apache-2.0
"""A provider of text messages on this machine: keeps what it is sent, answers as the test says. With a certificate it speaks TLS."""
import hashlib
import hmac
import http.server
import json
import os
import ssl
import subprocess
import threading

SECRET = "a-secret-of-the-story-0123456789"


class Provider:
    def __init__(self, folder, certificate=None):
        self.got = []       # (path, headers, body)
        self.status = 200
        self.location = ""
        self.answer = b"{}"
        self.silent = threading.Event()
        self.silent.set()   # cleared: it hears and says nothing
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                provider.got.append((self.path, dict(self.headers), body))
                provider.silent.wait(timeout=60)
                try:
                    self.send_response(provider.status)
                    if provider.location:
                        self.send_header("Location", provider.location)
                    self.send_header("Content-Length", str(len(provider.answer)))
                    self.end_headers()
                    self.wfile.write(provider.answer)
                except OSError: # who asked has gone
                    pass

            def do_GET(self):
                provider.got.append((self.path, dict(self.headers), b"GET"))
                self.send_error(405)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.scheme = "https" if certificate else "http"
        self.port = self.server.server_address[1]
        self.folder = folder
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path="/lastmile"):
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"

    def file(self, name="gateway", mode=0o600, **lines):
        """A gateway's file that leads here."""
        lines = {"kind": "post", "url": self.url("/" if lines.get("kind") == "aliyun" else "/lastmile"), "secret": SECRET, **lines}
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("".join(f"{key} = {value}\n" for key, value in lines.items() if value))
        os.chmod(path, mode)
        return path

    def last(self):
        return json.loads(self.got[-1][2])

    def is_signed(self, nth=-1):
        _, headers, body = self.got[nth]
        expected = hmac.new(SECRET.encode(), headers["Lastmile-Time"].encode() + b"\n" + body, hashlib.sha256).hexdigest()
        return headers["Lastmile-Signature"] == "sha256=" + expected

    def close(self):
        self.silent.set()
        self.server.shutdown()
        self.server.server_close()


def certificate(folder):
    """A certificate of nobody's authority for 127.0.0.1, and its key."""
    paths = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1]], check=True, capture_output=True, timeout=60)
    return paths
