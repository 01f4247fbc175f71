"""How a page looks, as far as it can be measured: it fits its screen, and its words can be read."""

from typing import Literal

from playwright.sync_api import Page

CONTRAST_MIN = 4.5

PHONE, DESKTOP = (390, 844), (1280, 800)
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def looks_right(page: Page) -> None:
    """Assert that a page fits a phone and a desktop, and that its words can be read on both in light and dark."""
    for width, height in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        assert fits(page), f"{page.url} is wider than {width} px"
        for scheme in _SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert contrast(page) >= CONTRAST_MIN, f"{page.url} cannot be read in {scheme}"


def fits(page: Page) -> bool:
    """Whether nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def contrast(page: Page) -> float:
    """The lowest contrast of text against what is painted behind it, by the formula of WCAG."""
    return float(page.evaluate(_CONTRAST))


_CONTRAST = """() => {
    const luminance = (color) => {
        const [r, g, b] = color.match(/[0-9.]+/g).slice(0, 3).map((part) => {
            const value = part / 255;
            return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (node) => {
        for (; node; node = node.parentElement) {
            const color = getComputedStyle(node).backgroundColor;
            if (!/, 0\\)$/.test(color)) return color;
        }
        return "rgb(255, 255, 255)";
    };
    const words = document.querySelectorAll(
        "h1, h2, h3, label, li, strong, .text, .badge, time, a, button:not(.enter, :disabled)");
    const ratios = [...words].map((node) => {
        const [dark, light] = [getComputedStyle(node).color, ground(node)].map(luminance).sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
    });
    return Math.min(...ratios);
}"""
