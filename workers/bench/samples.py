"""Sample feeds in every format, written for measuring and for breaking."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime


def rss(items: Iterator[int] | range, base: str, now: datetime, *, title: str = "Sample wire") -> bytes:
    """RSS 2.0 as a news agency's: title, link, guid, date and a paragraph of description."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{title}</title><link>{base}/</link><description>News</description>"
        f"<language>en</language>{''.join(_item(n, base, now) for n in items)}</channel></rss>"
    ).encode()


def _item(n: int, base: str, now: datetime) -> str:
    return (
        f"<item><title>Minister number {n} arrives in Baku for talks on transit</title>"
        f'<link>{base}/news/{n}.html</link><guid isPermaLink="false">wire-{n}</guid>'
        f"<pubDate>{format_datetime(now - timedelta(minutes=n % 600))}</pubDate><dc:creator>Desk</dc:creator>"
        f"<description><![CDATA[<p>The delegation of <b>ministry {n}</b> was received at the airport. "
        f"Talks on the corridor, customs and energy are planned for the next day, sources said.</p>]]>"
        f"</description></item>\n"
    )


def _hours(now: datetime, n: int) -> str:
    return (now - timedelta(hours=n)).isoformat()


def atom(count: int, base: str, now: datetime) -> bytes:
    entries = "".join(
        f'<entry><title type="html">Talks &amp;amp; visit {n}</title><id>urn:x:{n}</id>'
        f'<link rel="alternate" href="{base}/a/{n}"/><updated>{_hours(now, n)}</updated>'
        f'<content type="html">&lt;p&gt;Paragraph {n}&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</content>'
        f"<author><name>Desk</name></author></entry>"
        for n in range(count)
    )
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Sample</title>'
        f'<link rel="self" href="{base}/atom"/><link rel="hub" href="{base}/hub"/>{entries}</feed>'
    ).encode()


def rdf(count: int, base: str, now: datetime) -> bytes:
    items = "".join(
        f'<item rdf:about="{base}/r/{n}"><title>Hosts receive guest {n}</title><link>{base}/r/{n}</link>'
        f"<dc:date>{_hours(now, n)}</dc:date><description>Summary {n}</description></item>"
        for n in range(count)
    )
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
        f'<channel rdf:about="{base}/"><title>Sample</title><link>{base}/</link>'
        f"<sy:updatePeriod>hourly</sy:updatePeriod></channel>{items}</rdf:RDF>"
    ).encode()


def json_feed(count: int, base: str, now: datetime) -> bytes:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Sample",
            "items": [
                {
                    "id": str(n),
                    "url": f"{base}/j/{n}",
                    "title": f"Envoy {n} in Tehran",
                    "content_html": f"<p>Text {n}</p>",
                    "date_published": _hours(now, n),
                }
                for n in range(count)
            ],
        }
    ).encode()


def sitemap(count: int, base: str, now: datetime) -> bytes:
    pages = "".join(
        f"<url><loc>{base}/s/{n}</loc><news:news><news:publication><news:name>S</news:name>"
        f"<news:language>en</news:language></news:publication><news:title>Signing {n}</news:title>"
        f"<news:publication_date>{_hours(now, n)}</news:publication_date></news:news></url>"
        for n in range(count)
    )
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{pages}</urlset>'
    ).encode()


def all_formats(base: str, now: datetime, count: int = 12) -> dict[str, bytes]:
    """One document of each format."""
    return {
        "rss": rss(range(count), base, now),
        "atom": atom(count, base, now),
        "rdf": rdf(count, base, now),
        "json": json_feed(count, base, now),
        "sitemap": sitemap(count, base, now),
    }
