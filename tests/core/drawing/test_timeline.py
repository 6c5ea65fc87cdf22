from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ascii_diagram.diagram import Period, Timeline
from ascii_diagram.drawing.cells import cell_width
from ascii_diagram.drawing.charset import CharsetName
from ascii_diagram.drawing.options import DrawingOptions
from ascii_diagram.drawing.timeline import draw_timeline
from ascii_diagram.drawing.verify import verify
from ascii_diagram.errors import WidthError
from ascii_diagram.reading import read_drawing

Golden = Callable[[str, Sequence[str]], None]

SPACE = Timeline(
    (
        Period("1957", ("Sputnik 1",), "Space race"),
        Period("1961", ("Gagarin orbits the Earth", "Bay of Pigs"), "Space race"),
        Period(
            "1969",
            ("Apollo 11 lands on the Moon; two people walk there for two hours and a half",),
            "Moon",
        ),
        Period("1972", (), "Moon"),
    )
)
SHORT = Timeline(
    (
        Period("1957", ("Sputnik 1",)),
        Period("1961", ("Gagarin",)),
        Period("昭和", ("アポロ",)),
        Period("now"),
    )
)
WEB = Timeline(
    (
        Period("1969", ("ARPANET",), "Net"),
        Period("1983", ("TCP/IP",), "Net"),
        Period("1989", ("proposal",), "Web at CERN"),
        Period("1991", ("first site", "first browser"), "Web at CERN"),
        Period("1993", ("Mosaic",)),
    )
)
DRAWINGS: list[tuple[str, Timeline, int, CharsetName]] = [
    ("timeline_space", SPACE, 80, "unicode"),
    ("timeline_space_ascii_30", SPACE, 30, "ascii"),
    ("timeline_space_extended_50", SPACE, 50, "extended"),
    ("timeline_short", SHORT, 80, "unicode"),
    ("timeline_short_ascii", SHORT, 80, "ascii"),
    ("timeline_short_30", SHORT, 30, "unicode"),
    ("timeline_web", WEB, 80, "unicode"),
    ("timeline_web_ascii", WEB, 80, "ascii"),
]


@pytest.mark.parametrize(("name", "timeline", "width", "charset"), DRAWINGS)
def test_golden(
    name: str, timeline: Timeline, width: int, charset: CharsetName, golden: Golden
) -> None:
    options = DrawingOptions(width, charset=charset)
    rows = draw_timeline(timeline, options)
    verify(timeline, rows, options)
    golden(name, rows)


@pytest.mark.parametrize("charset", ["unicode", "ascii", "extended"])
@pytest.mark.parametrize("timeline", [SHORT, WEB])
def test_what_runs_from_left_to_right_is_read_back(
    timeline: Timeline, charset: CharsetName
) -> None:
    rows = draw_timeline(timeline, DrawingOptions(80, charset=charset))
    assert read_drawing("\n".join(rows)).diagram == timeline


def drawn(*periods: Period, width: int = 80) -> list[str]:
    return draw_timeline(Timeline(periods), DrawingOptions(width, "down"))


def across(*periods: Period, width: int = 80) -> list[str]:
    return draw_timeline(Timeline(periods), DrawingOptions(width))


def test_short_timelines_run_from_left_to_right() -> None:
    assert across(
        Period("1969", ("ARPANET",)), Period("1991", ("site", "browser")), Period("2")
    ) == [
        " 1969      1991     2",
        "───┼─────────┼──────┴",
        "ARPANET    site",
        "          browser",
    ]


def test_sections_stand_above_their_dates() -> None:
    assert across(Period("1", ("a",), "S"), Period("2", (), "S"), Period("3", (), "T"))[0] == (
        "══ S ══   ══ T ══"
    )


def test_long_texts_many_events_or_little_width_turn_a_timeline_down() -> None:
    two = Period("1", ("a",)), Period("2", ("b",))
    assert across(*two)[1].startswith("┼")
    assert "─┬─" in across(Period("1234", ("a",)), Period("2345", ("b",)), width=10)[0]
    assert "─┬─" in across(Period("1", ("one text of more than twenty-four cells",)), two[1])[0]
    assert "─┬─" in across(Period("1", ("x",) * 6), two[1])[0]
    assert across(two[0]) == ["1 ─── a"]
    assert draw_timeline(Timeline(two), DrawingOptions(80, "down")) == ["1 ─┬─ a", "2 ─┴─ b"]


def test_no_periods_give_no_rows() -> None:
    assert drawn() == []


def test_a_single_period_has_a_level_mark() -> None:
    assert drawn(Period("now", ("here",))) == ["now ─── here"]


def test_dates_end_at_the_axis() -> None:
    assert drawn(Period("9", ("a",)), Period("100", ("b",))) == ["  9 ─┬─ a", "100 ─┴─ b"]


def test_several_events_hang_on_one_date() -> None:
    rows = drawn(Period("1", ("a", "b")), Period("2", ("c",)))
    assert rows == ["1 ─┬─ a", "   ├─ b", "   │", "2 ─┴─ c"]


def test_a_section_is_named_once_for_neighbours() -> None:
    rows = drawn(Period("1", ("a",), "S"), Period("2", ("b",), "S"), Period("3", ("c",), "T"))
    assert rows == ["══ S ══", "1 ─┬─ a", "2 ─┴─ b", "══ T ══", "3 ─── c"]


def test_blank_texts_leave_no_blank_lines() -> None:
    assert drawn(Period("1", ("", "a\n\n"))) == ["1 ─── a"]
    assert drawn(Period("", ("",)), Period("2")) == ["2 ──"]


def test_the_least_width_works() -> None:
    with pytest.raises(WidthError) as caught:
        draw_timeline(SPACE, DrawingOptions(10))
    minimum = caught.value.minimum
    rows = draw_timeline(SPACE, DrawingOptions(minimum))
    assert max(map(cell_width, rows)) == minimum
    with pytest.raises(WidthError):
        draw_timeline(SPACE, DrawingOptions(minimum - 1))


PARTS = st.sampled_from(["a", "Bc", "defgh", "-", "日本", "👩\N{ZERO WIDTH JOINER}👧", "🇩🇪"])
WORDS = st.lists(PARTS, min_size=1, max_size=5).map("".join)
TEXTS = st.lists(WORDS | st.just("\n"), max_size=6).map(" ".join)
PERIODS = st.builds(
    Period, TEXTS, st.lists(TEXTS, max_size=3).map(tuple), st.sampled_from(("", "S", "long one"))
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PERIODS, min_size=1, max_size=6).map(lambda periods: Timeline(tuple(periods))),
    st.integers(10, 100),
    st.sampled_from(("unicode", "ascii")),
)
def test_sound_at_any_width(timeline: Timeline, width: int, charset: CharsetName) -> None:
    options = DrawingOptions(width, charset=charset)
    try:
        rows = draw_timeline(timeline, options)
    except WidthError as error:
        options = DrawingOptions(error.minimum, charset=charset)
        rows = draw_timeline(timeline, options)
    assert max(map(cell_width, rows), default=0) <= options.width
    assert all(row == row.rstrip() for row in rows)
    assert draw_timeline(timeline, options) == rows
    verify(timeline, rows, options)
