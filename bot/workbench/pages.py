"""Whether the pages that answers and contacts rest on are still there."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from bot.content.draft import Draft
from bot.content.problem import Problem, Severity

TIMEOUT = 15
"""Seconds to wait for a page."""
_AT_ONCE = 8
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


def gone(draft: Draft) -> Iterator[Problem]:
    """The sources and contacts whose page is no longer there. A page that does not answer now is not told."""
    places = [
        ("answers/sources.yaml", (source.id, "address"), source.address)
        for source in draft.content.sources.values()
    ]
    for contact in draft.content.contacts.values():
        places += [
            ("answers/contacts.yaml", (contact.id, "sources"), sighting.page) for sighting in contact.sources
        ]
        places += [("answers/contacts.yaml", (contact.id, "web"), contact.web)] if contact.web else []
    lost = missing({address for _, _, address in places})
    for file, path, address in places:
        document = draft.documents.get(file)
        if address in lost and document:
            message = f"the page {address} {lost[address]}: find where it went, or another source"
            yield Problem(file, document.line(*path), message, Severity.WARNING)


def missing(addresses: Iterable[str]) -> dict[str, str]:
    """The addresses that lead nowhere, and what happens there."""
    every = sorted(addresses)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return {address: said for address, said in zip(every, pool.map(_look, every), strict=True) if said}


def _look(address: str) -> str:
    """Why an address leads nowhere; nothing when it leads somewhere, or that cannot be told."""
    request = Request(address, headers={"User-Agent": "Mozilla/5.0 (link check)"})  # noqa: S310 the content check allows https only
    try:
        with urlopen(request, timeout=TIMEOUT):  # noqa: S310 as above
            return ""
    except HTTPError as error:
        return f"is gone ({error.code})" if error.code in _GONE else ""
    except URLError as error:
        return "has no such site any more" if "not known" in str(error.reason) else ""
    except (OSError, ValueError):
        return ""
