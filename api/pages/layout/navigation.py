"""The pages of the site: their paths, titles and search words, and the navigation menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kentgraf.api.i18n.texts import Texts


@dataclass(frozen=True)
class SitePage:
    """A page with a path of its own. `title` is the key of its title in the texts."""

    path: str
    title: str

    def named(self, language: str) -> str:
        """Return its title in a language."""
        return Texts(language)(self.title)

    def described(self, language: str) -> str:
        """Return one or two sentences on its content."""
        return Texts(language)(f"describe.{self.path}")

    def words(self, language: str) -> str:
        """Return other words by which people look for it."""
        return Texts(language)(f"words.{self.path}")


SITE_PAGES: Final = (
    SitePage("/", "nav.start"),
    SitePage("/council", "council.title"),
    SitePage("/bodies", "bodies.title"),
    SitePage("/network", "network.title"),
    SitePage("/money", "money.title"),
    SitePage("/departments", "departments.title"),
    SitePage("/strategy", "plan.title"),
    SitePage("/findings", "findings.title"),
    SitePage("/source", "source.title"),
    SitePage("/about", "about.title"),
    SitePage("/sparql", "sparql.title"),
    SitePage("/docs", "docs.title"),
)

NAVIGATION: Final = (
    ("people", (("/council", "nav.council"), ("/bodies", "nav.bodies"), ("/network", "nav.network"))),
    ("plan", (("/strategy", "nav.strategy"), ("/money", "nav.money"), ("/departments", "nav.departments"))),
    ("trust", (("/findings", "nav.findings"), ("/source", "nav.source"), ("/about", "nav.about"))),
    ("data", (("/sparql", "nav.sparql"), ("/docs", "nav.docs"))),
)
"""The entries of the menu in named groups: the path and the key of the text of each."""


def page_at(path: str) -> SitePage | None:
    """Return the page with that path, if there is one."""
    return next((page for page in SITE_PAGES if page.path == path), None)
