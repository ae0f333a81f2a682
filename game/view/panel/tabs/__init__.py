"""The tabs of the brain panel, in order; the first is open at the start."""

from game.view.panel.tabs.tab import Page, Tab
from game.view.panel.tabs.traces import TracesTab

__all__ = ["TABS", "Page", "Tab"]

TABS: tuple[type[Tab], ...] = (TracesTab,)
