"""What a canvas shows, as a test can tell it."""

from playwright.sync_api import Locator

PICTURE = """canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let hash = 0;
    for (let i = 0; i < data.length; i += 4) hash = (hash * 31 + data[i] + 7 * data[i + 1] + 13 * data[i + 2]) | 0;
    return `${canvas.width}x${canvas.height}:${hash}`;
}"""
COLOURS = """canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set();
    for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] > 200) seen.add(((data[i] >> 4) << 8) + ((data[i + 1] >> 4) << 4) + (data[i + 2] >> 4));
    }
    return seen.size;
}"""
GLANCE = """canvas => {
    const small = document.createElement("canvas");
    [small.width, small.height] = [24, 16];
    const context = small.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(canvas, 0, 0, 24, 16);
    return [...context.getImageData(0, 0, 24, 16).data];
}"""
STEP_MS = 250


def picture(canvas: Locator) -> str:
    """A fingerprint of the canvas's pixels."""
    return str(canvas.evaluate(PICTURE))


def colours(canvas: Locator) -> int:
    """How many clearly different opaque colours it shows: a blank or lost picture has hardly any."""
    return int(canvas.evaluate(COLOURS))


def glance(canvas: Locator) -> list[int]:
    """The canvas in 24 × 16 dots, which hardly change when it is looked at from a hair's breadth beside."""
    return [int(value) for value in canvas.evaluate(GLANCE)]


def unlikeness(one: list[int], other: list[int]) -> float:
    """Mean difference of two glances, 0 to 255."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def await_change(canvas: Locator, before: str) -> str:
    """The first picture that differs from the one before."""
    for _ in range(80):
        if (now := picture(canvas)) != before:
            return now
        canvas.page.wait_for_timeout(STEP_MS)
    raise AssertionError("The picture does not change")


def await_rest(canvas: Locator) -> str:
    """The picture, once it has been the same four times running."""
    last, same = picture(canvas), 0
    for _ in range(80):
        canvas.page.wait_for_timeout(STEP_MS)
        now = picture(canvas)
        last, same = now, same + 1 if now == last else 0
        if same == 4:
            return now
    raise AssertionError("The picture does not come to rest")
