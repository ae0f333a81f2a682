"""The tabs of the brain panel, in order; the first is open at the start."""

from game.view.panel.tabs.averages import AveragesTab
from game.view.panel.tabs.change import ChangeTab
from game.view.panel.tabs.explain import ExplainTab
from game.view.panel.tabs.tab import Tab
from game.view.panel.tabs.traces import RasterTab, TracesTab
from game.view.panel.tabs.training import TrainingTab
from game.view.panel.tabs.unit import UnitTab

TABS: tuple[type[Tab], ...] = (
    TracesTab,
    RasterTab,
    AveragesTab,
    UnitTab,
    ExplainTab,
    ChangeTab,
    TrainingTab,
)
