"""A loss or a help is seen, told, heard and answered when its move lands, frame by frame."""

from typing import Any

import pytest
from fake_brain import FakeBrain
from pygame import Surface
from stage import Stage, playing

from game.play.match import Seat
from game.play.storage import View
from game.rules.actions import Who
from game.rules.config import Rules
from game.rules.events import Helped
from game.rules.policies import RANDOM
from game.rules.step import Turn
from game.view import match_view
from game.view.app import FRAMES_PER_S
from game.view.panel import in_play, panel
from game.view.scenes.play import PlayScene
from game.view.world.motion import Motion
from game.view.world.world_view import WorldView

EACH = 10  # losses, and helps
MOST_FRAMES = 6_000
LONGEST_MOVE_FRAMES = round(0.09 * FRAMES_PER_S)
THORNY = Rules(rough_rate_start=0.3, rough_rate_max=0.3, fly_rate=0.05)


class Film:
    """A game of two; by turn, in which frame after it was played what is there first."""

    def __init__(self, patch: pytest.MonkeyPatch, view: View) -> None:
        self.frame = self._glow = self._last_glow = 0
        self.turns: list[tuple[Turn, int, float]] = []  # with the frame and moment of each
        self.firsts: list[dict[str, int]] = []
        stage = playing(view=view)
        self.scene = self._begin(stage)
        self.view = self.scene.view
        patch.setattr(match_view, "draw_inputs", lambda *of: self.note("table", of[2].turn))
        patch.setattr(match_view, "draw_hud", lambda *of: self.note("energy", of[3].turn))
        patch.setattr(panel, "draw_glow", self._see_glow)
        patch.setattr(panel.BrainPanel, "_draw_still", lambda *of: None)
        patch.setattr(in_play, "draw_squares", lambda *of: self.note("table", of[3].turn))
        patch.setattr(in_play.BrainInPlay, "_draw_beams", lambda *of: self._see_beam(*of))
        patch.setattr(WorldView, "draw", lambda *of: self._see_world(*of[3:5]))
        patch.setattr(stage.app.audio, "play_named", self._hear)

    def _begin(self, stage: Stage) -> PlayScene:
        stage.match.rules = THORNY
        stage.match.seat(Who.FROG, Seat("random", RANDOM))
        stage.match.seat(Who.TOAD, Seat("fake", FakeBrain()))
        stage.play.clock.people = frozenset()
        stage.play.is_waiting = False
        stage.play._followers.insert(0, self)
        return stage.play

    def follow(self, turn: Turn) -> None:
        self.turns.append((turn, self.frame, self.view.now_s))
        self.firsts.append({})

    def note(self, what: str, turns: int) -> None:
        """Something of the state after so many turns is there."""
        if turns:
            self.firsts[turns - 1].setdefault(what, self.frame - self.turns[turns - 1][1])

    def _hear(self, name: str) -> None:
        if name.startswith(("hurt", "help")):
            self.note("sound", len(self.turns))

    def _see_glow(self, *of: Any) -> None:
        self._glow = of[-1]
        if self._glow > self._last_glow:
            self.note("glow", self.view.inspected[Who.TOAD].history.said_turn)

    def _see_beam(
        self, brain: in_play.BrainInPlay, surface: Surface, age_s: float, *of: Any
    ) -> None:
        if age_s < in_play.BEAM_S:
            self.note("glow", brain._moment.turn)

    def _see_world(self, motion: Motion, now_s: float) -> None:
        for back, (turn, _, _) in enumerate(reversed(self.turns[-2:])):
            if motion.figures[turn.who].column.share(now_s) == 1:
                self.note("picture", len(self.turns) - back)
        for text in motion.texts:
            if text.began_s <= now_s and text.words in ("−1", "+2"):
                self.note("number", sum(at_s <= text.began_s for *_, at_s in self.turns))

    def play(self, frames: int) -> None:
        for _ in range(frames):
            self.frame += 1
            self.scene.update(1 / FRAMES_PER_S)
            self.scene.draw(self.scene.app.surface)
            self._last_glow, self._glow = self._glow, 0

    def found(self, is_help: bool) -> list[dict[str, int]]:
        """When what came of each loss whose units answer, or each help that gave something."""
        helps = [any(isinstance(e, Helped) and e.amount for e in t.events) for t, *_ in self.turns]
        return [
            firsts
            for (turn, *_), firsts, has_helped in zip(self.turns, self.firsts, helps, strict=True)
            if turn is not self.turns[-1][0]  # its move may not be over
            and (has_helped and not turn.hurt if is_help else turn.hurt and "glow" in firsts)
        ][:EACH]


@pytest.mark.parametrize("view", [View.PLAY, View.LABORATORY])
def test_picture_number_energy_table_sound_and_glow_come_together(
    view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = Film(monkeypatch, view)
    while min(len(film.found(is_help)) for is_help in (True, False)) < EACH:
        film.play(FRAMES_PER_S)
        assert film.frame < MOST_FRAMES
    seen = {"picture", "number", "energy", "table", "sound"}
    for is_help, awaited in ((True, seen), (False, seen | {"glow"})):
        for firsts in film.found(is_help):
            assert set(firsts) == awaited
            assert max(firsts.values()) - min(firsts.values()) <= 1
            assert max(firsts.values()) <= LONGEST_MOVE_FRAMES
