"""The pages of the site themselves: their addresses, what they are called, and the words by which the search finds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kentgraf.api.i18n.texts import Texts


@dataclass(frozen=True)
class SitePage:
    """A page with an address of its own; `title` is the key of its title among the texts."""

    path: str
    title: str

    def named(self, language: str) -> str:
        """Its title in a language."""
        return Texts(language)(self.title)

    def described(self, language: str) -> str:
        """What can be read on it, in one or two sentences."""
        return Texts(language)(f"describe.{self.path}")

    def words(self, language: str) -> str:
        """Other words by which people look for it."""
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
"""The entries of the navigation, each an address and the key of what it is called there, in groups that have a name."""


def page_at(path: str) -> SitePage | None:
    """The page at an address, if it is one of these."""
    return next((page for page in SITE_PAGES if page.path == path), None)
