"""Every page, for what is checked of all of them. A route of a page that has no row here fails the tests."""

from typing import NamedTuple

LIST, VIEWER = 120, 320  # kB of script, gzipped, that a page may load


class Row(NamedTuple):
    """A page: its name, where it is, and how much script it may load."""

    name: str
    address: str  # {run}, {champion}, {design}: the tests' run, its champion's replay, and a copy of one's own
    most_kb: int


PAGES = [
    Row("home", "/", LIST),
    Row("new run", "/runs/new/", VIEWER),
    Row("run", "{run}", VIEWER),
    Row("fork", "{run}fork/", VIEWER),
    Row("extend", "{run}extend/", LIST),
    Row("replay", "{champion}", VIEWER),
    Row("embed", "/embed{champion}", VIEWER),
    Row("compare generations", "{run}compare/", VIEWER),
    Row("compare runs", "/compare/?runs=1,2,3", LIST),
    Row("race", "/compare/race/?runs=2", VIEWER),
    Row("lineage", "{run}lineage/", VIEWER),
    Row("hall of fame", "/hall/", LIST),
    Row("editor", "/designs/new/", VIEWER),
    Row("a creature of one's own", "{design}", VIEWER),
    Row("how it works", "/how-it-works/", VIEWER),
    Row("parameters", "/docs/parameters/", LIST),
    Row("account", "/account/", LIST),
    Row("password", "/account/password/", LIST),
    Row("system", "/system/", LIST),
]
# Pages that are not for those who have signed in.
STRANGERS = [
    Row("sign-in", "/accounts/login/", LIST),
    Row("link refused", "/sign-in/no-such-token/", LIST),
]
# Routes that the table of routes has, that answer 200 to a GET and are no pages of ours.
NO_PAGES = {"metrics", "healthz", "livez", "readyz"}
