"""An application that the lab has never heard of, of another framework: Django with its own administration site.

It is installed from PyPI, so it runs with LAB_DATA_TESTS=all only. All that is written for the lab is its lab.toml.
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import venv
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lab import process
from lab.config import Home
from lab.project import load
from lab.pytest_plugin import make_client

pytestmark = pytest.mark.skipif(os.environ.get("LAB_DATA_TESTS") != "all", reason="runs with LAB_DATA_TESTS=all")
EAST, WEST = "us-east-1", "us-west-2"
TASKS = '[tasks]\n"*/site/web:*" = "sh start.sh"\n'
START = """\
set -e
if [ "$MIGRATE" = yes ]; then
    venv/bin/python manage.py migrate --noinput
    venv/bin/python manage.py createsuperuser --noinput --username admin --email admin@example.com || true
fi
exec venv/bin/gunicorn site_of_a_team.wsgi --bind "$HOST:$PORT" --workers 1
"""
SETTINGS = """
import os
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql",
    "HOST": os.environ["DATABASE_HOST"], "PORT": os.environ["DATABASE_PORT"], "NAME": "orders",
    "USER": "app", "PASSWORD": os.environ["DATABASE_PASSWORD"], "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True,
}}
"""


@pytest.fixture(scope="module")
def data_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A project of a team: what `django-admin startproject` makes, its settings, its start script, its lab.toml."""
    folder = tmp_path_factory.mktemp("team")
    venv.create(folder / "venv", with_pip=True)
    environ = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}

    def run(*command: str) -> None:
        subprocess.run([str(folder / "venv/bin" / command[0]), *command[1:]], cwd=folder, env=environ, check=True)

    run("pip", "install", "--quiet", "--disable-pip-version-check", "django", "gunicorn", "psycopg[binary]")
    run("django-admin", "startproject", "site_of_a_team", ".")
    with (folder / "site_of_a_team/settings.py").open("a") as file:
        file.write(SETTINGS)
    (folder / "start.sh").write_text(START)
    (folder / "lab.toml").write_text(TASKS)
    home = Home(folder / "lab", load(folder / "lab.toml"))
    yield home
    assert process.running(home) is None


class Site:
    """The site in one region, and one person's browser."""

    def __init__(self, pair: Any, region: str, cookies: http.cookiejar.CookieJar) -> None:
        self.pair, self.region, self.cookies = pair, region, cookies
        ecs, secrets = (make_client(pair.lab, name, region) for name in ("ecs", "secretsmanager"))
        password = secrets.create_secret(Name="login", SecretString='{"password": "not-a-secret"}')["ARN"]
        cluster = pair.cluster(region)
        told = {"DATABASE_HOST": cluster["Endpoint"], "DATABASE_PORT": str(cluster["Port"])}
        told |= {"MIGRATE": "yes" if region == EAST else "no", "DJANGO_SUPERUSER_PASSWORD": "admin-password"}
        container = {
            "name": "web",
            "image": "registry.example.com/site/web:1",
            "memory": 512,
            "environment": [{"name": name, "value": value} for name, value in told.items()],
            "secrets": [{"name": "DATABASE_PASSWORD", "valueFrom": f"{password}:password::"}],
        }
        ecs.create_cluster(clusterName="site")
        ecs.register_task_definition(family="site", containerDefinitions=[container])
        ecs.create_service(cluster="site", serviceName="site", taskDefinition="site", desiredCount=1)

    def ask(self, path: str, form: dict[str, str] | None = None) -> str:
        """What the page says."""
        (task,) = [one for one in self.pair.lab.client.data()["tasks"] if one["region"] == self.region]
        browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )
        data = urllib.parse.urlencode(form).encode() if form else None
        with browser.open(f"http://127.0.0.1:{task['port']}{path}", data, timeout=10) as page:
            return str(page.read().decode())

    def answers(self, path: str, word: str) -> bool:
        try:
            return word in self.ask(path)
        except (OSError, ValueError):
            return False


def within(seconds: float, true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


@pytest.mark.skipif(sys.platform != "linux", reason="the lab's data are for Linux")
def test_a_person_stays_logged_in_when_the_region_is_lost(pair: Any) -> None:
    pair.set_lag(50)
    cookies = http.cookiejar.CookieJar()
    east = Site(pair, EAST, cookies)
    within(60, lambda: east.answers("/admin/login/", "Django"), "the site is up")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', east.ask("/admin/login/?next=/admin/"))
    assert token is not None
    form = {"csrfmiddlewaretoken": token[1], "username": "admin", "password": "admin-password", "next": "/admin/"}
    assert "Site administration" in east.ask("/admin/login/?next=/admin/", form)
    time.sleep(1)  # more than the lag: the session has arrived

    west = Site(pair, WEST, cookies)
    pair.lab.client.outage(EAST)
    pair.fail_over(WEST, data_loss=True)
    within(30, lambda: west.answers("/admin/", "Site administration"), "the same session works in the other region")
