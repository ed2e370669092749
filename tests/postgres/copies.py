# SPDX-License-Identifier: Apache-2.0
"""Two copies of the program on one database behind nginx; one is killed under
load: sessions go on, and nothing that was answered is lost."""
import os
import shutil
import subprocess

import house

FRONT = """
{1}daemon off; pid {0}/nginx.pid; error_log {0}/nginx.log; worker_processes 1;
events {{}}
http {{
	access_log off;
	client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/f; uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;
	upstream copies {{ server unix:{0}/first.sock; server unix:{0}/second.sock; }}
	server {{
		listen unix:{0}/front.sock;
		location / {{ proxy_pass http://copies; proxy_set_header Host $http_host; }}
	}}
}}
"""


def run(folder, url, data):
    """Pairs of what must hold and whether it does."""
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    with open(os.path.join(folder, "nginx.conf"), "w", encoding="utf-8") as conf:
        conf.write(FRONT.format(folder, "user root; " if os.getuid() == 0 else ""))
    first, second = house.Copy(folder, "first", data, url), house.Copy(folder, "second", data, url)
    front = subprocess.Popen([nginx, "-p", folder, "-c", os.path.join(folder, "nginx.conf")], stderr=subprocess.DEVNULL)
    path = os.path.join(folder, "front.sock")
    try:
        callers = house.Callers(path)
        before = callers.wait_for(30)
        first.kill()
        count = len(callers.given)
        after = callers.wait_for(count + 30)
        given = callers.stop()
        lost = [cookie for cookie in given if not house.is_signed_in(path, cookie)]
        return [("callers sign in through two copies", before), ("they go on when one is killed", after),
                ("no session that was given is lost (%d of %d)" % (len(lost), len(given)), not lost),
                ("a session nobody was given opens nothing", not house.is_signed_in(path, "__Host-session=" + "A" * 43)),
                ("the books are whole", house.tell(["verify", "--data", data, "--store", url]))]
    finally:
        front.terminate()
        front.wait()
        first.stop()
        second.stop()
