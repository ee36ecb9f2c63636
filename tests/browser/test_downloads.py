"""The Download menu: every file comes, is named for what it holds, and opens in what others open such files with."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect

from simulation.clips import Clip, read_message
from tests.browser.conftest import App, post
from tests.browser.workbench import opened_gif, opened_gltf, opened_video, workbench

Visit = Callable[..., Page]
WALKS = 3  # s, when the creature is in full swing
STILL = {"reduced_motion": "reduce"}  # the page itself draws as little as it can


@pytest.fixture
def replay(champion: str, visit: Visit) -> Page:
    page = visit(champion, **STILL)
    expect(page.get_by_test_id("scrub")).to_be_visible()
    return page


def choose(page: Page, item: str) -> None:
    page.get_by_text("Download", exact=True).click()
    page.get_by_role("button", name=item).click()


def saved(page: Page, item: str) -> tuple[str, bytes]:
    """Name and bytes of the file that an item of the menu gives."""
    with page.expect_download() as download:
        choose(page, item)
    return contents(download.value)


def contents(download: Download) -> tuple[str, bytes]:
    return download.suggested_filename, Path(download.path()).read_bytes()


def film(page: Page, form: str, seconds: float) -> tuple[str, bytes]:
    """The film of a part of the replay."""
    choose(page, "Film")
    dialog = page.get_by_role("dialog", name="Film")
    dialog.get_by_role("button", name=form).click()
    dialog.get_by_role("spinbutton", name="From").fill(str(WALKS))
    dialog.get_by_role("spinbutton", name="To").fill(str(WALKS + seconds))
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Record").click()
    expect(page.get_by_test_id("recording")).to_contain_text("Saved as")
    page.get_by_test_id("recording").get_by_role("button", name="Close").click()
    return contents(download.value)


def test_data_of_a_replay_are_files_that_others_read(
    replay: Page, app: App, champion: str, chromium: Browser, visit: Visit
) -> None:
    name = champion.split("/")[-2]
    stem = f"two-dozen-creature-{name}-generation-2"
    file, genome = saved(replay, "Genome")
    assert file == f"{stem}.json"
    form = visit("/runs/new/")
    batch = {"genomes": [json.loads(genome)], "config": {"task": "forage", "seconds": 1}}
    assert len(post(form, app, "/api/simulation/batch", batch).json()["fitness"]) == 1

    file, message = saved(replay, "Replay")
    assert file == f"{stem}.evc"
    clip = read_message(message)
    assert (clip.creature, clip.generation) == (name, 2)

    file, table = saved(replay, "Table")
    assert file == f"{stem}.csv"
    assert_tells(list(csv.DictReader(table.decode("utf-8-sig").splitlines())), clip)

    file, animation = saved(replay, "3D animation")
    assert file == f"{stem}.glb"
    found = opened_gltf(workbench(chromium), animation)
    frames, nodes, _ = clip.offsets.shape
    assert len([one for one in found["names"] if one.startswith("node")]) == nodes
    assert len([one for one in found["names"] if one.startswith("muscle")]) == len(clip.ends)
    assert found["duration"] == pytest.approx((frames - 1) / clip.hz, rel=1e-4)
    moving = [keys for track, keys in found["tracks"] if not track.startswith("pellet")]
    assert moving == [frames] * (nodes + 3 * len(clip.ends))


def assert_tells(rows: list[dict[str, str]], clip: Clip) -> None:
    """A table tells of every frame what the clip tells."""
    frames, nodes, _ = clip.offsets.shape
    assert len(rows) == frames
    for frame, row in enumerate(rows):
        assert float(row["time_s"]) == pytest.approx(frame / clip.hz, abs=1e-6)
        assert float(row["score"]) == clip.score[frame]
        shown = [float(row[f"node_{node}_{axis}_m"]) for node in range(nodes) for axis in "xyz"]
        assert shown == pytest.approx(clip.positions[frame].ravel().tolist(), abs=1e-5)


def test_films_of_a_replay_have_every_frame_in_every_form(replay: Page, chromium: Browser) -> None:
    bench = workbench(chromium)
    old = "delete globalThis.VideoEncoder"  # as in an old browser, and in any on plain http
    for form, kind, first in [("MP4", "video/mp4", "0"), ("WebM", "video/webm", "0"), ("WebM", "video/webm", old)]:
        replay.evaluate(first)
        file, video = film(replay, form, 0.1)
        assert file.endswith(f"generation-2.{form.lower()}")
        shown = opened_video(bench, video, kind)
        assert (shown["size"], shown["frames"]) == ([1280, 720], 3)
        assert shown["duration"] == pytest.approx(0.1, abs=0.04)
        assert shown["colours"] > 20
        assert shown["moved"] > 500
    file, gif = film(replay, "GIF", 0.4)
    assert file.endswith("generation-2.gif")
    shown = opened_gif(bench, gif)
    assert (shown["size"], shown["frameCount"]) == ([480, 270], 6)
    assert shown["repeats"] > 1
    assert sum(shown["durations"]) == 400
    assert shown["colours"] > 60


def test_a_film_can_be_cancelled_and_says_what_it_will_be(replay: Page) -> None:
    choose(replay, "Film")
    dialog = replay.get_by_role("dialog", name="Film")
    expect(dialog).to_contain_text("240 frames, about")
    dialog.get_by_role("button", name="GIF").click()
    expect(dialog).to_contain_text("MB")
    dialog.get_by_role("button", name="WebM").click()
    dialog.get_by_role("button", name="Record").click()
    card = replay.get_by_test_id("recording")
    expect(card).to_contain_text("of 240")
    replay.keyboard.press("ArrowRight")  # the page goes on
    expect(replay.get_by_test_id("time")).to_contain_text("frame 1 of")
    card.get_by_role("button", name="Cancel").click()
    expect(card).to_have_count(0)


def test_the_run_gives_its_generations_and_creatures_as_tables(run: str, visit: Visit) -> None:
    page = visit(run, **STILL)
    for name, rows in [("the figures of all generations", 5), ("the creatures of this generation", 24)]:
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Download {name} as CSV").click()
        _, table = contents(download.value)
        assert len(list(csv.DictReader(table.decode("utf-8-sig").splitlines()))) == rows
