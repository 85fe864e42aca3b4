"""Feeds of every family that readers meet, made up here: formats, encodings, extensions, damage."""

from __future__ import annotations

import base64
import codecs
from collections.abc import Callable, Iterator

Case = tuple[str, bytes, dict[str, str]]
"""Name, body, response headers."""

WORDS = {
    "koi8-r": "Визит в Баку",
    "windows-1251": "Переговоры в Тегеране",
    "windows-1250": "Návštěva v Baku",
    "windows-1252": "Visite à Bakou – «accord»",
    "windows-1253": "Επίσκεψη στο Μπακού",
    "windows-1254": "Bakü'ye ziyaret gerçekleşti",
    "windows-1255": "ביקור בבאקו",
    "windows-1256": "زيارة إلى باكو",
    "iso-8859-1": "Visite à Bakou",
    "iso-8859-2": "Wizyta w Baku się odbyła",
    "iso-8859-5": "Визит в Баку",
    "iso-8859-8": "ביקור בבאקו",
    "iso-8859-9": "Bakü ziyareti",
    "iso-8859-15": "Visite à Bakou, 5 €",
    "gb2312": "访问巴库",
    "gbk": "访问巴库",
    "gb18030": "访问巴库",
    "big5": "訪問巴庫",
    "shift_jis": "バクー訪問",
    "euc-jp": "バクー訪問",
    "iso-2022-jp": "バクー訪問",
    "euc-kr": "바쿠 방문",
    "utf-8": "Bakı səfəri – 会談",
    "utf-16": "Bakı səfəri – 会談",
    "utf-16-le": "Bakı səfəri",
    "utf-16-be": "Bakı səfəri",
    "utf-32": "Bakı səfəri",
    "utf-32-le": "Bakı səfəri",
    "utf-32-be": "Bakı səfəri",
    "cp037": "Visit to Baku",
    "cp500": "Visit to Baku",
    "cp1140": "Visit to Baku",
    "cp437": "Visite à Bakou",
    "cp850": "Visite à Bakou",
    "cp866": "Визит в Баку",
    "us-ascii": "Visit to Baku",
    "mac-roman": "Visite à Bakou",
    "utf-7": "Visite a Bakou",
}
RDF = "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
MODULES = (
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    "xmlns:media='http://search.yahoo.com/mrss/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' "
    "xmlns:georss='http://www.georss.org/georss' xmlns:gml='http://www.opengis.net/gml' "
    "xmlns:psc='http://podlove.org/simple-chapters' xmlns:cc='http://web.resource.org/cc/' "
    "xmlns:thr='http://purl.org/syndication/thread/1.0' xmlns:wfw='http://wellformedweb.org/CommentAPI/' "
    "xmlns:slash='http://purl.org/rss/1.0/modules/slash/' xmlns:x='http://www.w3.org/1999/xhtml' "
    "xmlns:atom='http://www.w3.org/2005/Atom' xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'"
)


def rss(items: str, version: str = "2.0", extra: str = "", attributes: str = "") -> str:
    return f"<rss version='{version}' {attributes}><channel><title>T</title>{extra}{items}</channel></rss>"


def atom(entries: str, space: str = "http://www.w3.org/2005/Atom", extra: str = "") -> str:
    return f"<feed xmlns='{space}' {MODULES} {extra}><title>T</title>{entries}</feed>"


def item(n: int, *more: str) -> str:
    return f"<item><title>Item {n}</title><link>https://n.test/{n}</link>{''.join(more)}</item>"


def entry(n: int, *more: str) -> str:
    return (
        f"<entry><title>Entry {n}</title><id>urn:n:{n}</id><link href='https://n.test/{n}'/>"
        f"{''.join(more)}</entry>"
    )


def formats() -> Iterator[tuple[str, str]]:
    two = item(1) + item(2)
    for version in ("0.90", "0.91", "0.92", "0.93", "0.94", "2.0", "2.01", "9.9", ""):
        yield f"rss {version}", rss(two, version)
    yield "rss without version", f"<rss><channel>{two}</channel></rss>"
    doctype = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/x.dtd">'
    )
    yield "rss 0.91 netscape", doctype + rss(two, "0.91")
    for name, space in (
        ("0.90", "http://my.netscape.com/rdf/simple/0.9/"),
        ("1.0", "http://purl.org/rss/1.0/"),
        ("1.1", "http://purl.org/net/rss1.1#"),
    ):
        yield (
            f"rdf {name}",
            f"<rdf:RDF {RDF} xmlns='{space}'><channel><title>T</title></channel>{two}</rdf:RDF>",
        )
    yield "rdf prefixed", f"<r:RDF {RDF.replace('rdf=', 'r=')} xmlns='http://purl.org/rss/1.0/'>{two}</r:RDF>"
    yield "rss in a namespace", f"<rss version='2.0' xmlns='http://backend.userland.com/rss2'>{two}</rss>"
    yield (
        "rss prefixed",
        (
            "<r:rss version='2.0' xmlns:r='http://purl.org/rss/1.0/'><r:channel>"
            "<r:item><r:title>A</r:title></r:item></r:channel></r:rss>"
        ),
    )
    for name, space in (
        ("0.3", "http://purl.org/atom/ns#"),
        ("1.0", "http://www.w3.org/2005/Atom"),
        ("draft", "http://example.com/necho"),
        ("none", ""),
    ):
        yield f"atom {name}", atom(entry(1) + entry(2), space)
    yield (
        "atom prefixed",
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>A</a:title></a:entry></a:feed>"),
    )
    yield "an entry document", f"<entry xmlns='http://www.w3.org/2005/Atom'>{entry(1)[7:]}"
    yield (
        "cdf",
        (
            "<CHANNEL HREF='https://n.test/'><TITLE>T</TITLE>"
            "<ITEM HREF='https://n.test/1' LASTMOD='2026-03-01'><TITLE>One</TITLE>"
            "<ABSTRACT>Words</ABSTRACT></ITEM><ITEM HREF='https://n.test/2'/></CHANNEL>"
        ),
    )
    yield (
        "cdf small",
        ("<channel href='https://n.test/'><item href='https://n.test/1'><title>One</title></item></channel>"),
    )
    yield "no items", rss("")
    yield "atom without entries", atom("")
    yield "items outside the channel", f"<rss version='2.0'><channel><title>T</title></channel>{two}</rss>"
    yield "bare items", two
    yield "bare item", item(1)
    yield "bare channel", f"<channel>{two}</channel>"
    yield "items in a wrapper", f"<rss version='2.0'><channel><items>{two}</items></channel></rss>"
    yield "capital tags", rss(two).upper().replace("VERSION='2.0'", "version='2.0'")


def parts() -> Iterator[tuple[str, str]]:
    for name, inside in (
        ("nothing", ""),
        ("blank", "  \n "),
        ("title", "<title>Only a title</title>"),
        ("link", "<link>https://n.test/1</link>"),
        ("guid", "<guid isPermaLink='false'>abc</guid>"),
        ("permalink", "<guid>https://n.test/p</guid>"),
        ("description", "<description>Only words</description>"),
        ("date", "<pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate>"),
        ("bad date", "<title>A</title><pubDate>yesterday</pubDate>"),
        ("odd date", "<title>A</title><pubDate>2026-W10-2T10:00Z</pubDate><dc:date>20260303</dc:date>"),
        ("author", "<author>a@n.test (A)</author>"),
        ("creator", "<dc:creator>A</dc:creator>"),
        ("category", "<category domain='d'>C</category>"),
        ("comments", "<comments>https://n.test/c</comments>"),
        ("enclosure", "<enclosure url='https://n.test/a.mp3' type='audio/mpeg' length='7'/>"),
        ("source", "<title>A</title><source url='https://m.test/f'>M</source>"),
        ("encoded", "<content:encoded>&lt;p>Words&lt;/p></content:encoded>"),
        ("cdata", "<title><![CDATA[A <b>bold</b> & title]]></title>"),
        ("body", "<x:body><p>Words</p></x:body>"),
        ("fullitem", "<fullitem>Words</fullitem>"),
        ("media", "<media:content url='https://n.test/a.jpg'><media:title>M</media:title></media:content>"),
        ("thumbnail", "<media:thumbnail url='https://n.test/a.jpg'/><media:credit>C</media:credit>"),
        ("itunes", "<itunes:author>A</itunes:author><itunes:duration>3:00</itunes:duration>"),
        ("keywords", "<itunes:keywords>a, b</itunes:keywords><itunes:explicit>yes</itunes:explicit>"),
        ("geo", "<georss:point>40.4 49.9</georss:point>"),
        ("gml", "<georss:where><gml:Point><gml:pos>40.4 49.9</gml:pos></gml:Point></georss:where>"),
        ("polygon", "<georss:polygon>1 2 3 4 5</georss:polygon><georss:point>north</georss:point>"),
        ("chapters", "<psc:chapters><psc:chapter start='0' title='A'/></psc:chapters>"),
        ("licence", "<cc:license rdf:resource='https://n.test/l'/>"),
        ("thread", "<thr:in-reply-to ref='urn:n:0'/><slash:comments>3</slash:comments>"),
        ("feedburner", "<feedburner:origLink>https://n.test/o</feedburner:origLink>"),
        ("unknown prefix", "<foo:bar>Words</foo:bar><title>A</title>"),
        ("entities", "<title>A &eacute;&nbsp;&bogus; &#8217; &#x2014; &#0; &#1114112; B</title>"),
        ("double escaped", "<description>&amp;lt;p&amp;gt;A&amp;lt;/p&amp;gt;</description>"),
        ("bare ampersand", "<title>A & B</title><link>https://n.test/?a=1&b=2&amp;c=3</link>"),
        ("open tag", "<title>A <b title</title><link>https://n.test/1</link>"),
        ("stray end", "<title>A</title></b></width><link>https://n.test/1</link>"),
        ("nested item", "<title>A</title><item><title>B</title></item>"),
        ("textinput", "<title>A</title><textinput><title>B</title><name>n</name></textinput>"),
        ("image", "<title>A</title><image><title>I</title><url>https://n.test/i</url></image>"),
        (
            "twice",
            "<title>A</title><title>B</title><link>https://n.test/1</link><link>https://n.test/2</link>",
        ),
        ("relative", "<title>A</title><link>/1?x</link>"),
        ("odd link", "<link>javascript:alert(1)</link>"),
        ("broken link", "<link>http://[::1</link><guid>http://[bad</guid>"),
        ("long title", f"<title>{'very long ' * 5000}</title>"),
        ("deep", f"<description>{'<div>' * 500}deep{'</div>' * 500}</description>"),
        ("script", "<description>&lt;script>alert(1)&lt;/script></description>"),
        ("comment", "<!-- <item> --><title>A</title>"),
        ("instruction", "<?php echo 1 ?><title>A</title>"),
        ("control", "<title>A \x01\x0b\x1f B</title>"),
    ):
        yield f"item with {name}", rss(f"<item>{inside}</item>" + item(9), attributes=f"{MODULES} {RDF}")
        yield (
            f"item with {name} in rdf",
            (
                f"<rdf:RDF {RDF} {MODULES} xmlns='http://purl.org/rss/1.0/'><item rdf:about='https://n.test/a'>{inside}</item>"
                f"{item(9)}</rdf:RDF>"
            ),
        )
    encoded = base64.b64encode(b"<p>Words in base64</p>").decode()
    for name, inside in (
        ("nothing", ""),
        ("id", "<id>urn:n:1</id>"),
        ("title", "<title type='html'>A &lt;b>bold&lt;/b> title</title>"),
        ("xhtml", "<content type='xhtml'><x:div><x:p>Words</x:p></x:div></content>"),
        ("base64", f"<content type='application/octet-stream' mode='base64'>{encoded}</content>"),
        ("bad base64", "<content type='text/html' mode='base64'>%%%</content>"),
        ("escaped", "<content type='text/html' mode='escaped'>&lt;p>Words&lt;/p></content>"),
        ("xml", "<content type='image/svg+xml'><svg xmlns='http://www.w3.org/2000/svg'/></content>"),
        ("source content", "<content src='https://n.test/c' type='text/html'/>"),
        ("summary", "<summary>Words</summary>"),
        ("tagline", "<tagline>Words</tagline><copyright>C</copyright><modified>2026-03-01</modified>"),
        ("author", "<author><name>A</name><email>a@n.test</email><uri>https://n.test/a</uri></author>"),
        ("contributor", "<contributor><name>A</name></contributor>"),
        ("category", "<category term='t' scheme='s' label='l'/>"),
        ("link rels", "<link rel='enclosure'/><link rel='related' href='/r'/><link rel='via'/>"),
        ("link without href", "<link/><link rel='alternate'/>"),
        ("source", "<source><id>urn:m</id><title>M</title><link href='https://m.test/'/></source>"),
        ("base", "<content xml:base='https://m.test/d/' type='html'>&lt;a href='x'>y&lt;/a></content>"),
        ("lang", "<title xml:lang='az'>Bakı</title>"),
        ("dates", "<published>2026-03-01T10:00:00.123+04:00</published><updated>2026-02-30</updated>"),
        ("issued", "<issued>2026-03-01T10:00Z</issued><created>2026-03</created>"),
    ):
        for space in ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"):
            yield (
                f"entry with {name} in {space[-4:]}",
                atom(
                    f"<entry>{inside}</entry>" + entry(9), space, "xml:base='https://n.test/x/' xml:lang='en'"
                ),
            )


def encodings() -> Iterator[Case]:
    for charset, words in WORDS.items():
        for declared in (charset, "utf-8", "iso-8859-1", "x-none", ""):
            text = rss(item(1, f"<description>{words}</description>") + item(2))
            head = f"<?xml version='1.0' encoding='{declared}'?>" if declared else "<?xml version='1.0'?>"
            body = (head + text).encode(charset, "replace")
            for said in ("", "text/xml", f"text/xml; charset={charset}", "application/xml; charset=utf-8"):
                headers = {"content-type": said} if said else {}
                yield (
                    f"{charset} declared {declared or 'nothing'} served as {said or 'nothing'}",
                    body,
                    headers,
                )
    for name, mark in (
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ):
        for declared in (name.upper()[:6].rstrip("-"), "us-ascii", "windows-1252"):
            text = f"<?xml version='1.0' encoding='{declared}'?>" + rss(item(1) + item(2))
            yield f"{name} with mark declared {declared}", mark + text.encode(name), {}
    text = rss(item(1) + "<item><title>\x80 caf\xe9 \x93quoted\x94</title></item>")
    yield (
        "windows-1252 in iso-8859-1",
        text.encode("latin-1"),
        {"content-type": "text/xml; charset=iso-8859-1"},
    )
    yield "utf-8 with broken bytes", rss(item(1) + item(2)).encode() + b"\xff\xfe\xc3", {}
    half = rss(item(1) + "<item><title>\xc3\x28 \xa0\xa1</title></item>" + item(3)).encode("latin-1")
    yield "broken bytes amid", half, {"content-type": "application/xml; charset=utf-8"}


def damage() -> Iterator[Case]:
    whole = rss(item(1) + item(2) + item(3))
    for name, text in (
        ("junk before", "junk" + whole),
        ("blank lines before", "\n\n  " + whole),
        ("declaration after blanks", "\n<?xml version='1.0'?>" + whole),
        ("two declarations", "<?xml version='1.0'?><?xml version='1.0'?>" + whole),
        ("text after", whole + "<!-- served in 3 ms -->\ntrailing"),
        ("two feeds", whole + whole),
        ("warning before", "<b>Warning</b>: mysql in <b>x.php</b><br />\n<?xml version='1.0'?>" + whole),
        ("unclosed", whole.removesuffix("</channel></rss>")),
        ("wrongly nested", whole.replace("</item></channel>", "</channel></item>")),
        ("attributes without quotes", whole.replace("'2.0'", "2.0")),
        ("doctype with entities", "<!DOCTYPE rss [<!ENTITY a 'b'><!ENTITY c SYSTEM 'file:///x'>]>" + whole),
        ("billion laughs", '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + whole),
        ("stylesheet", "<?xml-stylesheet href='a.xsl'?>" + whole),
        ("html around", f"<html><body>{whole}</body></html>"),
        ("html items", "<html><head><title>x</title></head><body><item>y</item></body></html>"),
        ("pre around", "<pre>" + whole.replace("<", "&lt;") + "</pre>"),
        ("nul amid", whole.replace("Item 2", "Item \x00 2")),
        ("soap", "<s:Envelope xmlns:s='x'><s:Body>" + whole + "</s:Body></s:Envelope>"),
        ("cdata around", f"<![CDATA[{whole}]]>"),
        ("cdata left open", whole.replace("Item 2", "<![CDATA[Item 2")),
        ("comment left open", whole.replace("Item 2", "<!-- Item 2")),
        ("an end tag missing", whole.replace("</item>", "", 1)),
        ("all end tags missing", whole.replace("</item>", "").replace("</title>", "")),
        ("empty", ""),
        ("blank", " \n"),
        ("words", "no feed here"),
        ("only a declaration", "<?xml version='1.0'?>"),
        ("only a root", "<rss/>"),
        ("json", '{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1"}]}'),
    ):
        yield name, text.encode(), {"content-type": "application/rss+xml"}
        yield f"{name}, as html", text.encode(), {"content-type": "text/html"}
    for share in (3, 5, 8, 9):
        yield f"cut at {share} tenths", whole.encode()[: len(whole) * share // 10], {}


def cases() -> Iterator[Case]:
    """All of them."""
    sources: tuple[Callable[[], Iterator[tuple[str, str]]], ...] = (formats, parts)
    for source in sources:
        for name, text in source():
            yield name, text.encode("utf-8", "surrogatepass"), {}
            yield f"{name}, declared", b"<?xml version='1.0' encoding='utf-8'?>\n" + text.encode(), {}
    yield from encodings()
    yield from damage()
