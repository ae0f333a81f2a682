"""A stretch of a replay as a picture (PNG), an animation (GIF) or a film (MP4)."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pygame

from game.files.command_line import round_range
from game.files.disk import PlayError, replacing
from game.files.shipped import install_command
from game.inspection.replay import Replay, load_replay
from game.play.seating import FindBrain
from game.play.storage import View
from game.view.app import App, WindowOptions
from game.view.clock import ROUNDS_PER_S
from game.view.paint.layout import DESIGN_SIZE
from game.view.scenes.replay import ReplayScene

FRAMES_PER_S = {".gif": 12.5, ".mp4": 30.0, ".png": 30.0}
LONGEST_S = 120.0
MOST_GIF_BYTES = 400_000_000  # a byte a pixel: 34 s of 1280x720
INSTALL = install_command("export")


def export_rounds(
    replay: Path,
    rounds: str,
    size: tuple[int, int] | None,
    path: Path,
    find_brain: FindBrain,
    view: View | None = None,
) -> str:
    """Write the rounds A-B of a replay's file, or all, to another file; return what was written.

    size: of the pictures; None: as the window is designed.

    Raises:
        ReplayError: the replay cannot be read.
        PlayError: see `export`.
    """
    played = load_replay(replay)
    first, last = round_range(rounds, len(played.actions) // 2)
    count = export(played, find_brain, (first, last), size or DESIGN_SIZE, path, view)
    return f"{path}: {count} frames, rounds {first} to {last}"


def export(
    replay: Replay,
    find_brain: FindBrain,
    stretch: tuple[int, int],
    size: tuple[int, int],
    path: Path,
    view: View | None = None,
) -> int:
    """Write a stretch of a replay to a file, in a picture's size; return the number of frames.

    stretch: from the start of one round to the end of another.

    Raises:
        PlayError: another kind of file, a stretch outside the game or too long, a missing
            library or program, or a file that cannot be written.
    """
    kind = path.suffix.lower()
    rounds = len(replay.actions) // 2
    if kind not in FRAMES_PER_S:
        raise PlayError(f"{path}: pictures are written as .png, .gif or .mp4")
    first, last = stretch
    if not 0 <= first < last <= rounds:
        order = "" if first < last else "the last must come after the first; "
        raise PlayError(f"rounds {first} to {last}: {order}the game has 0 to {rounds}")
    seconds = (last - first) / ROUNDS_PER_S  # at the default speed
    if seconds > LONGEST_S:
        raise PlayError(f"{seconds:.0f} s are too long; {LONGEST_S:.0f} s at most")
    if kind == ".gif":  # all of its frames are kept until it is written
        (width, height), count = size, seconds * FRAMES_PER_S[kind]
        if count > (most := MOST_GIF_BYTES // (width * height)):
            raise PlayError(
                f"{count:.0f} frames of {width}x{height} are too many for a GIF, {most} at most: "
                "choose fewer --rounds, a smaller --window or a film (.mp4)"
            )
    os.environ["SDL_VIDEODRIVER"] = "dummy"  # drawn without a window

    def frames() -> Iterator[bytes]:  # one by one, each as RGB bytes
        app = App(WindowOptions(size, is_uncapped=True, is_muted=True), began_s=0.0)
        scene = ReplayScene(app, replay, find_brain, has_bar=False, view=view)
        app.push(scene)
        scene.go_to(2 * first)
        while scene.place < 2 * last or scene.view.now_s < scene.view.lands_s:
            scene.is_paused = scene.place >= 2 * last  # the last move lands
            scene.update(1 / FRAMES_PER_S[kind])
            scene.draw(app.surface)
            yield pygame.image.tobytes(app.surface, "RGB")

    write = {".png": _write_png, ".gif": _write_gif, ".mp4": _write_mp4}[kind]
    try:
        with replacing(path) as unfinished:
            return write(frames(), size, unfinished)
    except OSError as error:
        raise PlayError(f"{path}: cannot be written: {error.strerror}") from error


def _write_png(frames: Iterator[bytes], size: tuple[int, int], path: Path) -> int:
    with path.open("wb") as file:
        pygame.image.save(pygame.image.frombytes(next(frames), size, "RGB"), file, "a.png")
    return 1


def _write_gif(frames: Iterator[bytes], size: tuple[int, int], path: Path) -> int:
    try:
        import PIL.Image
    except ImportError as error:
        raise PlayError(f"a GIF needs Pillow: {INSTALL}") from error
    pictures = [
        PIL.Image.frombytes("RGB", size, frame).quantize(256, dither=PIL.Image.Dither.NONE)
        for frame in frames
    ]
    pictures[0].save(
        path,
        "GIF",
        save_all=True,
        append_images=pictures[1:],
        duration=round(1000 / FRAMES_PER_S[".gif"]),
        loop=0,
        optimize=True,
    )
    return len(pictures)


def _write_mp4(frames: Iterator[bytes], size: tuple[int, int], path: Path) -> int:
    program = shutil.which("ffmpeg")
    if not program:
        try:
            import imageio_ffmpeg
        except ImportError as error:
            raise PlayError(f"a film needs ffmpeg: {INSTALL}") from error
        program = str(imageio_ffmpeg.get_ffmpeg_exe())
    raw = f"-loglevel error -y -f rawvideo -pix_fmt rgb24 -s {size[0]}x{size[1]}"
    taken = f"{raw} -r {FRAMES_PER_S['.mp4']} -i -"
    made = "-pix_fmt yuv420p -vf crop=trunc(iw/2)*2:trunc(ih/2)*2 -f mp4"
    command = [program, *taken.split(), *made.split(), str(path)]
    count = 0
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        with contextlib.suppress(BrokenPipeError):  # why it ended early is what it says
            for frame in frames:
                process.stdin.write(frame)
                count += 1
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        said = process.stderr.read().decode(errors="replace").strip()
    if process.returncode:
        raise PlayError(f"ffmpeg failed: {said.splitlines()[-1] if said else process.returncode}")
    return count
