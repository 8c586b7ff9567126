"""Pictures that people send for printed pages: their true type is told from their bytes, not from their name."""

import io
import re

import puremagic
from django.utils.translation import gettext as _
from lxml import etree
from PIL import Image

from coin.core.errors import InvalidInput

SVG = "image/svg+xml"
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}
LARGEST = 200 * 1024  # bytes: every printed page bears the picture
MOST_PIXELS = 2000  # a side
SVG_TAG = "{http://www.w3.org/2000/svg}svg"
# Elements of SVG that do something instead of being drawn.
ACTIVE = {"script", "foreignobject", "iframe", "embed", "object", "audio", "video"}
# Addresses that lead out of the file: anything but a fragment (#…) and an embedded PNG or JPEG.
OUTSIDE = re.compile(r"^\s*(?!#|data:image/(png|jpeg);)\S")


def content_type(content: bytes) -> str:
    """`image/svg+xml`, `image/png` or `image/jpeg`; empty when the bytes are no whole picture of these types.

    Empty too for an SVG that is active or names outside addresses, a PNG or JPEG of more than MOST_PIXELS a side, and
    one in CMYK.
    """
    if _is_svg(content):
        return SVG
    try:
        claimed = {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return ""
    for kind, mime_type in FORMATS.items():
        if mime_type in claimed and _is_picture(content, kind):
            return mime_type
    return ""


def check(content: bytes, *, field: str) -> str:
    """The type of a picture that is fit to be printed on each page, as `content_type` gives it.

    Raises InvalidInput, whose field is `field`, for more than LARGEST bytes, and where `content_type` is empty.
    """
    if len(content) > LARGEST:
        words = _("The picture is too heavy: at most %(size)s KB, since every page bears it.")
        raise InvalidInput(words % {"size": LARGEST // 1024}, field=field)
    picture_type = content_type(content)
    if not picture_type:
        words = _(
            "Send an SVG without script nor address, or a PNG or JPEG picture in RGB or grey of at most "
            "%(most)s pixels a side: this is not one, or it is damaged."
        )
        raise InvalidInput(words % {"most": MOST_PIXELS}, field=field)
    return picture_type


def _is_picture(content: bytes, kind: str) -> bool:
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            fits = max(picture.size) <= MOST_PIXELS and picture.mode != "CMYK"
            picture.verify()  # last, since a verified picture can no longer be read
    except Exception:  # Pillow raises whatever its decoder meets: each means a damaged file
        return False
    return fits


def _is_svg(content: bytes) -> bool:
    # An entity may grow without end or read a file of the server, and no drawing needs one.
    if b"<svg" not in content[:LARGEST] or b"<!ENTITY" in content:
        return False
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return False
    return root.tag == SVG_TAG and not any(
        _is_active(element) for element in root.iter(etree.Element)
    )


def _is_active(element: "etree._Element") -> bool:
    if etree.QName(element).localname.lower() in ACTIVE:
        return True
    for name, value in element.attrib.items():
        local = etree.QName(name).localname.lower()
        if local.startswith("on") or (local in {"href", "src"} and OUTSIDE.match(str(value))):
            return True
    return False
