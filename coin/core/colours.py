"""The association's accent colour made readable on light and dark pages: contrast by WCAG 2.2."""

Rgb = tuple[int, int, int]
WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (0, 0, 0)
LIGHT_PAGE: Rgb = (250, 250, 250)
DARK_CARD: Rgb = (38, 38, 38)
READABLE = 4.6  # a little above the 4.5 that WCAG 2.2 AA asks for text (criterion 1.4.3)


def parse(colour: str) -> Rgb:
    """The red, green and blue of a colour: `#0b6e4f` as (11, 110, 79)."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def written(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def luminance(rgb: Rgb) -> float:
    """Relative luminance as WCAG defines it, from 0 (black) to 1 (white)."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast of two colours in either order, from 1 (the same) to 21 (black on white)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable_on(colour: Rgb, ground: Rgb) -> Rgb:
    """`colour`, moved towards black or white only as far as text of this colour on `ground` needs (READABLE)."""
    target = BLACK if luminance(ground) > 0.5 else WHITE
    # Steps of 5 per cent: the first one that is readable stays the closest to the association's own colour.
    for step in range(21):
        red, green, blue = (
            round(a + (b - a) * step / 20) for a, b in zip(colour, target, strict=True)
        )
        if contrast((red, green, blue), ground) >= READABLE:
            return red, green, blue
    return target


def text_on(ground: Rgb) -> Rgb:
    """White or black, whichever reads better on `ground`."""
    return max(WHITE, BLACK, key=lambda text: contrast(text, ground))


def style_sheet(accent: str) -> str:
    """The CSS custom properties that carry the accent (`#rrggbb`) into every page, for light and dark pages."""
    light, dark = readable_on(parse(accent), LIGHT_PAGE), readable_on(parse(accent), DARK_CARD)
    return (
        ":root,[data-bs-theme=light],[data-bs-theme=dark]{"
        f"--coin-accent:{accent};"
        f"--tblr-primary:light-dark({written(light)},{written(dark)});"
        f"--tblr-primary-fg:light-dark({written(text_on(light))},{written(text_on(dark))});"
        "--tblr-link-color:var(--tblr-primary);--tblr-link-hover-color:var(--tblr-primary)}\n"
    )
