"""Drawings as other tools and people make them, each with what it says in arrow notation."""

FOREIGN: dict[str, tuple[str, str]] = {
    "graph_easy_boxart": (
        """
┌──────┐     ┌────────┐     ┌──────────┐
│ Bonn │ ──> │ Berlin │ ──> │ Potsdam  │
└──────┘     └────────┘     └──────────┘
               │
               │ train
               v
             ┌────────┐
             │ Ulm    │
             └────────┘
""",
        "Bonn -> Berlin; Berlin -> Potsdam; Berlin -> Ulm: train",
    ),
    "graph_easy_ascii": (
        """
+------+  car   +--------+  bus   +---------+
| Bonn | -----> | Berlin | -----> | Potsdam |
+------+        +--------+        +---------+
""",
        "Bonn -> Berlin: car; Berlin -> Potsdam: bus",
    ),
    "mermaid_ascii": (
        """
┌─────┐     ┌─────┐
│     │     │     │
│  A  ├────►│  B  │
│     │     │     │
└──┬──┘     └──┬──┘
   │           │
   │           │
   │           │
   │           ▼
   │        ┌─────┐
   │        │     │
   └───────►│  C  │
            │     │
            └─────┘
""",
        "A -> B; A -> C; B -> C",
    ),
    "heavy": (
        """
┏━━━━━━━┓     ┏━━━━━━━━┓
┃ Input ┣━━━━▶┃ Output ┃
┗━━━━━━━┛     ┗━━━━━━━━┛
""",
        "Input -> Output {style: thick}",
    ),
    "double": (
        """
╔═══════╗
║ Queue ║
╚═══╤═══╝
    │
    ▼
╔════════╗
║ Worker ║
╚════════╝
""",
        "Queue -> Worker",
    ),
    "rounded_with_arrows_of_text": (
        """
╭───────╮      ╭──────╮
│ Start │ ───→ │ Stop │
╰───────╯      ╰──────╯
""",
        "Start -> Stop; Start {shape: rounded}; Stop {shape: rounded}",
    ),
    "dashed": (
        """
┌╌╌╌╌╌╌╌┐
╎ Cache ╎┄┄┄┐
└╌╌╌╌╌╌╌┘   ┆
            ▼
        ┌──────┐
        │ Disk │
        └──────┘
""",
        "Cache -> Disk {style: dashed}",
    ),
    "unicode_boxes_with_ascii_arrows": (
        """
┌────────┐         ┌────────┐
│ Client │ ------> │ Server │
└────────┘ <------ └────────┘
""",
        "Client -> Server; Server -> Client",
    ),
    "label_above_the_line": (
        """
┌─────────┐ HTTPS  ┌─────┐
│ Browser │───────>│ API │
└─────────┘        └─────┘
""",
        "Browser -> API: HTTPS",
    ),
    "label_glued_to_its_line": (
        """
+------+           +-------+
| User |--clicks-->| Page  |
+------+           +-------+
""",
        "User -> Page: clicks",
    ),
    "labels_beside_lines_that_run_down": (
        """
  +--------+
  | Ticket |
  +--------+
      |
      | approve
      v
  +--------+
  |  Done  |
  +--------+
""",
        "Ticket -> Done: approve",
    ),
    "line_meets_the_border_without_a_junction": (
        """
┌──────┐
│ Boss │
└──────┘
   │
   ├─────────┐
   │         │
┌─────┐   ┌─────┐
│ Ann │   │ Bob │
└─────┘   └─────┘
""",
        "Boss -- Ann; Boss -- Bob",
    ),
    "tree_in_ascii": (
        """
        +-----+
        | CEO |
        +--+--+
           |
     +-----+-----+
     |           |
  +--+--+     +--+--+
  | CTO |     | CFO |
  +-----+     +-----+
""",
        "CEO -- CTO; CEO -- CFO",
    ),
    "round_ascii_corners": (
        """
.-------.          .------.
| Hello |--------->| Moon |
'-------'          '------'
    |
    '---------.
              |
              v
          .-------.
          | World |
          '-------'
""",
        "Hello -> Moon; Hello -> World; Hello {shape: rounded}; Moon {shape: rounded};"
        "World {shape: rounded}",
    ),
    "two_way": (
        """
+---+       +---+
| A |<----->| B |
+---+       +---+
""",
        "A <-> B",
    ),
    "loop": (
        """
┌──────┐
│ Poll │───┐
│      │   │ every second
└──────┘   │
    ▲      │
    └──────┘
""",
        "Poll -> Poll: every second",
    ),
    "group_with_its_title_inside": (
        """
+---------------------------+
|  Backend                  |
|  +-----+       +-------+  |
|  | API |------>| Store |  |
|  +-----+       +-------+  |
+---------------------------+
""",
        "API -> Store; Backend { API; Store }",
    ),
    "frame_painted_over_by_a_line": (
        """
┌─────┐   ┌─ Cloud ───────┐
│ You │   │   ┌─────┐     │
│     ├───│──►│ App │     │
└─────┘   │   └─────┘     │
          └───────────────┘
""",
        "You -> App; Cloud { App }",
    ),
    "line_without_a_crossing_in_the_frame": (
        """
┌─────┐
│ You │
└──┬──┘
   │
┌──│── Cloud ─┐
│  ▼          │
│ ┌─────┐     │
│ │ App │     │
│ └─────┘     │
└─────────────┘
""",
        "You -> App; Cloud { App }",
    ),
    "crossing_lines": (
        """
┌───┐   ┌───┐
│ A ├─┐ │ B │
└───┘ │ └─┬─┘
      │   │
  ┌───┼───┘
  │   │
  ▼   ▼
┌───┐ ┌───┐
│ C │ │ D │
└───┘ └───┘
""",
        "A -> D; B -> C",
    ),
    "words_without_boxes": (
        """
lexer ──► parser ──► checker
            │
            ▼
         errors
""",
        "lexer -> parser; parser -> checker; parser -> errors; lexer {shape: text};"
        "parser {shape: text}; checker {shape: text}; errors {shape: text}",
    ),
    "class_with_members": (
        """
┌─────────────┐
│   Animal    │
├─────────────┤
│ name: str   │
│ speak()     │
└──────┬──────┘
       │
       ▼
    ┌─────┐
    │ Dog │
    └─────┘
""",
        '"Animal\\nname: str\\nspeak()" -> Dog',
    ),
    "wide_characters": (
        """
┌──────────┐      ┌───────┐
│ 用户登录 │─────▶│ 🚀 起 │
└──────────┘      └───────┘
""",
        '用户登录 -> "🚀 起"',
    ),
    "head_at_the_end_of_a_turn": (
        """
┌───┐
│ A ├──────┐
└───┘      │
┌───┐      │
│ B │◀─────┘
└───┘
""",
        "A -> B",
    ),
}
