"""A page of its own in which downloaded files are opened by programs that did not make them."""

import base64
import mimetypes
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

MODULES = Path(__file__).parents[2] / "frontend/node_modules"
ADDRESS = "http://localhost:9/"  # nothing listens there: every request is answered here
IMPORTS = """<!doctype html><title>Workbench</title>
<script type="importmap">{"imports": {
  "three": "/three/build/three.module.js",
  "three/addons/": "/three/examples/jsm/",
  "mediabunny": "/mediabunny/dist/bundles/mediabunny.mjs"
}}</script>
<script>globalThis.bytesOf = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));</script>"""
GLTF = """async text => {
    const { GLTFLoader } = await import("three/addons/loaders/GLTFLoader.js");
    const { scene, animations } = await new GLTFLoader().parseAsync(bytesOf(text).buffer, "");
    return {
        names: scene.children.map(node => node.name),
        duration: animations[0].duration,
        tracks: animations[0].tracks.map(({ name, times }) => [name, times.length]),
    };
}"""
VIDEO = """async ([text, type]) => {
    const file = new Blob([bytesOf(text)], { type });
    const { ALL_FORMATS, BlobSource, Input } = await import("mediabunny");
    const track = await new Input({ source: new BlobSource(file), formats: ALL_FORMATS }).getPrimaryVideoTrack();
    const video = Object.assign(document.createElement("video"), { muted: true, src: URL.createObjectURL(file) });
    const happened = (name) => new Promise((resolve, reject) => {
        video.addEventListener(name, resolve, { once: true });
        video.addEventListener("error", () => reject(new Error(video.error.message)), { once: true });
    });
    await happened("loadeddata");
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const context = canvas.getContext("2d");
    const pixelsAt = async (seconds) => {
        const sought = happened("seeked");
        video.currentTime = seconds;
        await sought;
        context.drawImage(video, 0, 0);
        return context.getImageData(0, 0, canvas.width, canvas.height).data;
    };
    const first = await pixelsAt(0.001);
    let last = first;
    // A picture may come after "seeked".
    for (let i = 0; i < 40 && last.every((value, at) => value === first[at]); i++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        last = await pixelsAt(video.duration - 0.01);
    }
    const colours = new Set();
    let moved = 0;
    for (let i = 0; i < first.length; i += 4) {
        colours.add(((first[i] >> 4) << 8) + ((first[i + 1] >> 4) << 4) + (first[i + 2] >> 4));
        if (Math.abs(first[i] - last[i]) + Math.abs(first[i + 2] - last[i + 2]) > 48) moved++;
    }
    return {
        size: [canvas.width, canvas.height],
        frames: (await track.computePacketStats()).packetCount,
        duration: video.duration,
        colours: colours.size,
        moved,
    };
}"""
GIF = """async text => {
    const decoder = new ImageDecoder({ data: bytesOf(text), type: "image/gif" });
    await decoder.tracks.ready;
    await decoder.completed;
    const { frameCount, repetitionCount } = decoder.tracks.selectedTrack;
    const durations = [];
    let size, colours;
    for (let frameIndex = 0; frameIndex < frameCount; frameIndex++) {
        const { image } = await decoder.decode({ frameIndex });
        durations.push(image.duration / 1000);
        size = [image.codedWidth, image.codedHeight];
        const canvas = new OffscreenCanvas(...size);
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        colours = new Set(new Uint32Array(context.getImageData(0, 0, ...size).data.buffer)).size;
        image.close();
    }
    return { frameCount, repeats: repetitionCount, durations, size, colours };
}"""


def workbench(chromium: Browser) -> Page:
    """A page that opens files with three.js and with the browser's own decoders."""
    page = chromium.new_page()
    page.route(f"{ADDRESS}**", serve)
    page.goto(ADDRESS)
    return page


def serve(route: Route) -> None:
    path = route.request.url.removeprefix(ADDRESS)
    if not path:
        route.fulfill(body=IMPORTS, content_type="text/html")
        return
    kind = "text/javascript" if path.endswith("js") else mimetypes.guess_type(path)[0]
    route.fulfill(body=(MODULES / path).read_bytes(), content_type=kind)


def opened_gltf(page: Page, file: bytes) -> dict[str, Any]:
    """What three.js finds in a .glb: names of nodes, and of the animation's tracks with their number of keys."""
    return dict(page.evaluate(GLTF, in_base64(file)))


def opened_video(page: Page, file: bytes, kind: str) -> dict[str, Any]:
    """What the browser shows of a video: size, frames, s, colours at its beginning, pixels that differ at its end."""
    return dict(page.evaluate(VIDEO, [in_base64(file), kind]))


def opened_gif(page: Page, file: bytes) -> dict[str, Any]:
    """What the browser shows of a GIF: frames, ms of each, size, and colours of the last."""
    return dict(page.evaluate(GIF, in_base64(file)))


def in_base64(file: bytes) -> str:
    return base64.b64encode(file).decode()
