"""What is dropped from a model's reply, and what is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascii_diagram.diagram import Graph
from ascii_diagram.notation import parse, print_arrow
from ascii_diagram.resolve.refinement import refine

PROMPT = "the API asks the cache first and on a miss it reads Postgres and fills the cache"


def edges(*lines: str) -> str:
    return "\n".join(("direction: right", *lines))


def refined(prompt: str, *lines: str) -> list[str]:
    """Return the edges left of `lines`."""
    return print_arrow(refine(parse(edges(*lines)), prompt).diagram).split("\n")[1:]


def test_repetitions_are_dropped() -> None:
    assert refined(PROMPT, "API -> cache: asks", "API -> Postgres", "API -> cache: asks") == [
        "API -> cache: asks",
        "API -> Postgres",
    ]
    assert refined(PROMPT, "API -- cache", "cache -- API") == ["API -- cache"]


def test_the_same_ends_with_another_label_are_kept() -> None:
    lines = ["API -> cache: asks", "API -> cache: fills"]
    assert refined(PROMPT, *lines) == lines


@pytest.mark.parametrize("echo", ["cache -> API", "cache -> API: asks", "cache -> API: whispers"])
def test_echoes_that_nobody_asked_for_are_dropped(echo: str) -> None:
    assert refined(PROMPT, "API -> cache: asks", echo) == ["API -> cache: asks"]


@pytest.mark.parametrize(
    ("prompt", "echo"),
    [
        (PROMPT, "cache -> API: on a miss"),
        ("the API asks the cache, which returns the row to the API, or nothing", "cache -> API"),
        ("the API and the cache talk to each other over a socket in the same pod", "cache -> API"),
        (
            "API calls cache on read, and cache calls API on expiry of any of its keys",
            "cache -> API",
        ),
        (
            "API calls the cache for every key; the answer comes back within a second",
            "cache -> API",
        ),
        ("how caching works", "cache -> API"),
    ],
)
def test_echoes_that_the_prompt_may_mean_are_kept(prompt: str, echo: str) -> None:
    lines = ["API -> cache: asks", echo]
    assert refined(prompt, *lines) == lines


def test_things_that_the_prompt_does_not_name_may_answer_each_other() -> None:
    lines = ["client -> server: requests", "server -> client"]
    assert refined(PROMPT, *lines) == lines


def test_self_loops_need_a_reason() -> None:
    assert refined(PROMPT, "API -> cache: asks", "cache -> cache") == ["API -> cache: asks"]
    turnstile = "locked goes to unlocked on a coin, a push while locked stays locked, then waits"
    lines = ["locked -> unlocked: coin", "locked -> locked: push"]
    assert refined(turnstile, *lines) == lines


@pytest.mark.parametrize("topic", ["how caching works", "states of a door"])
def test_topics_get_no_self_loops_without_a_reason_either(topic: str) -> None:
    assert refined(topic, "API -> cache", "cache -> cache: keeps") == ["API -> cache"]


def test_what_the_prompt_does_not_name_is_dropped_with_its_edges() -> None:
    invented = ["cache -> kitchen", "kitchen -> sofa: sleeps"]
    right = ["API -> cache: asks", "API -> Postgres: reads"]
    assert refined(PROMPT, *right, *invented) == right
    assert refined("how caching works", *right, *invented) == right + invented


def test_nothing_is_dropped_where_that_would_leave_a_name_alone() -> None:
    lines = ["API -> sofa: asks", "sofa -> Postgres"]
    assert refined(PROMPT, *lines) == lines


def test_a_group_keeps_what_it_has_of_the_prompt() -> None:
    text = edges("API -> cache", "API -> sofa", "box {\n  cache\n  sofa\n}")
    diagram = refine(parse(text), PROMPT).diagram
    assert isinstance(diagram, Graph)
    assert [group.members for group in diagram.groups] == [("cache",)]
    assert parse(print_arrow(diagram)) == diagram


def test_bodies_may_explain_what_the_prompt_leaves_out() -> None:
    text = edges("API -> cache", "API -> sofa", "sofa -> cache", '"API\\nanswers requests"')
    assert refine(parse(text), PROMPT).diagram == parse(text)


def test_what_is_said_to_lead_to_itself_does() -> None:
    prompt = "a chain of weather: sunny to sunny 0.8, sunny to rainy 0.2, rainy to sunny 0.4"
    lines = ['sunny -> sunny: "0.8"', 'sunny -> rainy: "0.2"']
    assert refined(prompt, *lines, "rainy -> rainy") == lines


def test_where_a_state_machine_starts_is_no_stranger() -> None:
    door = "the door is first closed, a push opens it and after ten seconds it is closed again"
    lines = ["start -> closed", "closed -> opens: push", "opens -> closed: ten seconds"]
    assert refined(door, *lines) == lines


@pytest.mark.parametrize(
    ("prompt", "lines"),
    [
        ("用户打开应用后先登录,然后登录成功进入首页", ("用户 -> 登录", "登录 -> 首页")),
        (
            "Der Anmeldeserver fragt die Datenbank, die Datenbank den Mailserver",
            ("server -> Datenbank", "Datenbank -> Mailserver"),
        ),
    ],
)
def test_names_inside_of_longer_words_are_named(prompt: str, lines: tuple[str, ...]) -> None:
    assert refined(prompt, *lines) == list(lines)


def test_a_name_without_its_first_letter_is_the_whole_name() -> None:
    prompt = "session runs first, then csrf; a good token in csrf goes on to the router"
    assert refined(prompt, "session -> csrf", "srf -> router: good token") == [
        "session -> csrf",
        "csrf -> router: good token",
    ]


def test_miscopied_names_are_spelled_as_in_the_prompt() -> None:
    wrong = ["API -> cache: asks", "API -> Posgtres: reads"]
    right = ["API -> cache: asks", "API -> Postgres: reads"]
    assert refined(PROMPT, *wrong) == right
    assert refined(PROMPT, *right, "Posgtres -> cache: fills") == [
        *right,
        "Postgres -> cache: fills",
    ]


@pytest.mark.parametrize("name", ["web-3", "web-12", "Web"])
def test_names_with_other_digits_are_other_names(name: str) -> None:
    prompt = "the load balancer sends what it gets to web-1 and to web-2, which ask the database"
    lines = ["load balancer -> web-1", "load balancer -> web-2", f"{name} -> database: asks"]
    assert not any("web-2 -> database" in line for line in refined(prompt, *lines))


def test_a_node_of_a_dropped_loop_is_kept() -> None:
    diagram = refine(parse(edges("API -> Postgres", "cache -> cache")), PROMPT).diagram
    assert [node.id for node in diagram.nodes] == ["API", "Postgres", "cache"]  # type: ignore[union-attr]


def test_names_get_the_number_that_the_prompt_has() -> None:
    prompt = "sensory neurons signal the cord, switches sync from two clocks, clock 1 and clock 2"
    text = "sensory neuron -> cord: signal\nswitch -> clock 1: sync\nswitches -> clock 2: sync"
    found = refine(parse(text), prompt).diagram
    assert isinstance(found, Graph)
    names = {node.label for node in found.nodes}
    assert names == {"sensory neurons", "cord", "switches", "clock 1", "clock 2"}


def test_a_participant_in_two_spellings_becomes_one() -> None:
    prompt = (
        "messages: dev enables checkout in LaunchDarkly, LaunchDarkly streams it to all browsers"
    )
    text = (
        "shape: sequence_diagram\ndev -> LaunchDarkly: enables checkout\n"
        "launchDarkly -> browser: streams\nbrowser -> dev: streams"
    )
    found = refine(parse(text), prompt).diagram
    assert print_arrow(found).split("\n")[2:] == [
        "LaunchDarkly -> browsers: streams",
        "browsers -> dev: streams",
    ]


def test_sequences_keep_every_message() -> None:
    text = "shape: sequence_diagram\nAPI -> cache: asks\ncache -> API: asks\nAPI -> cache: asks"
    assert refine(parse(text), PROMPT).diagram == parse(text)


def test_one_thing_in_two_spellings_becomes_one_as_the_prompt_spells_it() -> None:
    lines = ["API -> cache: asks", "API -> postgres: reads", "Postgres -> cache: fills"]
    assert refined(PROMPT, *lines) == [line.replace("postgres", "Postgres") for line in lines]
    assert refined("how caching works", "Api -> Cache", "cache -> Disk") == [
        "Api -> Cache",
        "Cache -> Disk",
    ]


def test_two_things_that_the_prompt_tells_apart_by_case_stay_two() -> None:
    lines = ["A -> seed", "a -> seed"]
    assert (
        refined("the allele A and the allele a both go into the seed of a plant", *lines) == lines
    )


def test_united_nodes_stay_in_one_group() -> None:
    text = edges("API -> cache", "api -> Postgres", "one {\n  API\n}", "two {\n  api\n  cache\n}")
    diagram = refine(parse(text), PROMPT).diagram
    assert isinstance(diagram, Graph)
    assert [group.members for group in diagram.groups] == [("API",), ("cache",)]
    assert parse(print_arrow(diagram)) == diagram


def test_no_group_is_emptied() -> None:
    text = edges("API -> cache", "api -> Postgres", "one {\n  API\n}", "two {\n  api\n}")
    assert refine(parse(text), PROMPT).diagram == parse(text)


@given(st.lists(st.tuples(*[st.sampled_from("ABCD")] * 2), min_size=1, max_size=12))
def test_refining_twice_changes_nothing_and_loses_no_node(pairs: list[tuple[str, str]]) -> None:
    prompt = "A tells B what C has, D is told by C and everybody is glad about A"
    diagram = parse(edges(*(f"{a} -> {b}" for a, b in pairs)))
    once = refine(diagram, prompt)
    assert refine(once.diagram, prompt).dropped == 0
    assert once.diagram.nodes == diagram.nodes  # type: ignore[union-attr]
    assert set(once.diagram.edges) <= set(diagram.edges)  # type: ignore[union-attr]


def test_short_prompts_that_name_all_things_are_no_topics() -> None:
    prompt = "browser requests page from nginx, nginx forwards to gunicorn"
    right = ["browser -> nginx: requests page", "nginx -> gunicorn: forwards"]
    assert refined(prompt, *right, "nginx -> browser: requests page") == right


def test_what_a_topic_is_about_may_lead_back() -> None:
    lines = ["solid -> liquid: melting", "liquid -> solid: freezing"]
    assert refined("phase changes of solid and liquid", *lines) == lines


@given(
    st.lists(
        st.tuples(*[st.sampled_from(("API", "cash", "cache", "Posgres", "Postgres", "sofa"))] * 2),
        min_size=1,
        max_size=8,
    ),
    st.sets(st.sampled_from(("API", "cash", "Posgres", "sofa")), max_size=3),
)
def test_whatever_is_mended_can_be_written_down(
    pairs: list[tuple[str, str]], members: set[str]
) -> None:
    lines = [f"{a} -> {b}" for a, b in pairs]
    group = ["Postgre {", *(f"  {m}" for m in sorted(members)), "}"] if members else []
    diagram = refine(parse(edges(*lines, *group)), PROMPT).diagram
    assert parse(print_arrow(diagram)) == diagram


def test_a_part_of_a_name_is_the_whole() -> None:
    prompt = "Bank A and Bank B clear through SIC, each with its own account"
    lines = ["Bank A -> SIC", "Bank B -> SIC", "SIC -> A: account"]
    assert refined(prompt, *lines) == ["Bank A -> SIC", "Bank B -> SIC", "SIC -> Bank A: account"]


def test_a_name_that_stands_alone_too_is_another() -> None:
    prompt = "the order service reads the order, the order service writes the bill"
    lines = ["order service -> order: reads", "order service -> bill: writes"]
    assert refined(prompt, *lines) == lines


def test_a_part_of_two_names_is_left() -> None:
    prompt = "the web server calls the mail server and the mail server calls the relay"
    lines = ["web server -> mail server", "server -> relay"]
    assert refined(prompt, *lines) == lines


def test_the_last_word_of_a_name_is_short_for_it() -> None:
    prompt = (
        "trucks drive to the regional hub, the hub sends to quarantine, which returns it to the hub"
    )
    lines = ["trucks -> regional hub", "regional hub -> quarantine", "quarantine -> hub: returns"]
    assert refined(prompt, *lines)[-1] == "quarantine -> regional hub: returns"


def test_a_code_is_short_for_the_name_that_ends_in_it() -> None:
    prompt = "Transformer T2 supplies the village and the dairy, which sends surplus back to T2"
    assert refined(prompt, "Transformer T2 -> dairy: supplies", "dairy -> T2: surplus") == [
        "Transformer T2 -> dairy: supplies",
        "dairy -> Transformer T2: surplus",
    ]
    twice = "supply A1 feeds motor A1, and motor A1 stops the pump; the pump feeds supply A1"
    lines = ["supply A1 -> motor A1", "motor A1 -> pump", "pump -> A1"]
    assert refined(twice, *lines) == lines
    kinds = "the public API calls billing, then the vault asks the DB for API keys"
    lines = ["public API -> billing", "vault -> API"]
    assert refined(kinds, *lines) == lines
    logic = "Q implies R1, and not R1 contradicts the last of these two"
    lines = ["Q -> R1: implies", "not R1 -> R1: contradicts"]
    assert refined(logic, *lines) == lines


def test_the_last_word_of_a_name_that_comes_later_is_not() -> None:
    prompt = "the hub feeds the regional hub and the regional hub feeds the shops"
    lines = ["hub -> regional hub: feeds", "regional hub -> shops: feeds"]
    assert refined(prompt, *lines) == lines


def test_a_word_that_begins_a_sentence_is_the_same_in_lower_case() -> None:
    prompt = "over time. Browser sends POST to gateway, gateway sets a cookie on the browser."
    lines = ["Browser -> gateway: POST", "gateway -> browser: sets cookie"]
    assert refined(prompt, *lines) == [
        "browser -> gateway: POST",
        "gateway -> browser: sets cookie",
    ]


def test_alleles_and_constants_keep_their_case() -> None:
    prompt = "A is dominant over a, Cache inherits cache, the parents pass A and a and Cache on"
    lines = ["A -> a", "Cache -> cache"]
    assert refined(prompt, *lines) == lines


def test_pronouns_are_no_names() -> None:
    prompt = "Marie knows Pierre, Pierre knows her, and both know Langevin from the same lab"
    lines = ["Marie -> Pierre: knows", "Pierre -> her: knows", "Marie -> Langevin: know"]
    assert refined(prompt, *lines) == ["Marie -> Pierre: knows", "Marie -> Langevin: know"]


@pytest.mark.parametrize(
    ("prompt", "lines"),
    [
        (
            "pressing the start button takes the lift from idle to moving, the stop button to idle",
            ("start -> idle", "idle -> start button", "start button -> moving"),
        ),
        (
            "the web server sends the page to the browser, the server of the bank checks the card",
            ("web server -> browser: sends", "server -> card: checks"),
        ),
    ],
)
def test_what_only_sounds_like_a_part_of_a_name_is_left(
    prompt: str, lines: tuple[str, ...]
) -> None:
    assert refined(prompt, *lines) == list(lines)


def test_no_edge_is_left_without_its_end() -> None:
    prompt = (
        "the north regional hub feeds the depot, the regional hub stores what regional vans bring"
    )
    lines = ["north regional hub -> depot", "regional hub -> depot", "regional -> depot"]
    graph = refine(parse(edges(*lines)), prompt).diagram
    assert isinstance(graph, Graph)
    assert {e.source for e in graph.edges} <= {node.id for node in graph.nodes}
