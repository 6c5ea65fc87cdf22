"""A directive inside a literal must never be taken for one; one behind it must be found."""

from __future__ import annotations

import io
import sysconfig
import tokenize
from itertools import accumulate
from pathlib import Path

import pytest

from ascii_diagram.directives import Scan, scan, split_lines
from ascii_diagram.directives.languages import BY_NAME
from ascii_diagram.directives.lexer import BASE, in_code, line_states
from tests.core.directives.work import calls_in

# name, text with HIDDEN inside literals (C is the comment leader), always followed by a real one.
LITERALS = [
    ("a.py", 's = """\nC HIDDEN\n"""\nC SHOWN\n', "#"),
    ("a.py", "s = 'a\\\nC HIDDEN'\nC SHOWN\n", "#"),
    ("a.py", 's = f"""{x}\nC HIDDEN\n""" + \'"""\'\nC SHOWN\n', "#"),
    ("a.py", "it = 'it''s' # it's\nC SHOWN\n", "#"),
    ("a.js", "s = `a ${b + `\nC HIDDEN\n`} \nC HIDDEN\n`\nC SHOWN\n", "//"),
    ("a.js", "s = `${ {a: `x`} }\nC HIDDEN\n`\nC SHOWN\n", "//"),
    ("a.js", "if (/[\"'`]/.test(x)) y = a / b / c;\nC SHOWN\n", "//"),
    ("a.js", "x = [\n  /`/,\n];\nC SHOWN\n", "//"),
    ("a.c", '#define X "a\\\nC HIDDEN"\nC SHOWN\n', "//"),
    ("a.c", "/* C\nint C HIDDEN*/ int x;\nC SHOWN\n", "//"),
    ("a.cpp", 's = R"x(\nC HIDDEN\n)" )x";\nC SHOWN\n', "//"),
    ("a.cpp", "int n = 1'000'000; char c = '\"';\nC SHOWN\n", "//"),
    ("a.rs", 's = r#"\nC HIDDEN "\n"#;\nC SHOWN\n', "//"),
    ("a.rs", "fn f<'a>(x: &'a str) { let q = '\"'; }\nC SHOWN\n", "//"),
    ("a.rs", '"\nC HIDDEN\n";\nC SHOWN\n', "//"),
    ("a.go", "s := `\nC HIDDEN\n`\nC SHOWN\n", "//"),
    ("a.java", 's = """\nC HIDDEN\n""";\nC SHOWN\n', "//"),
    ("a.cs", 's = @"\nC HIDDEN""\nC HIDDEN";\nC SHOWN\n', "//"),
    ("a.kt", 's = """\nC HIDDEN\n"""\nC SHOWN\n', "//"),
    ("a.swift", 's = """\nC HIDDEN\n"""\nC SHOWN\n', "//"),
    ("a.dart", "s = r'''\nC HIDDEN\n''';\nC SHOWN\n", "//"),
    ("a.sh", "cat <<EOF | x\nC HIDDEN it's\nEOF\nC SHOWN\n", "#"),
    ("a.sh", "a <<'A' <<-B\nC HIDDEN\nA\nC HIDDEN\n\tB\nC SHOWN\n", "#"),
    ("a.sh", "x='\nC HIDDEN\n' y=${#z} # it's\nC SHOWN\n", "#"),
    ("a.sh", "x=$((1<<n)); cat <<<word\nC SHOWN\n", "#"),
    ("a.rb", "x = <<~SQL\n  C HIDDEN\nSQL\nC SHOWN\n", "#"),
    ("a.rb", "=begin\nC HIDDEN\n=end\nC SHOWN\n__END__\nC HIDDEN\n", "#"),
    ("a.pl", "=pod\n\nC HIDDEN\n\n=cut\nC SHOWN\n", "#"),
    ("a.php", "<?php\n$x = <<<EOT\nC HIDDEN\nEOT;\nC SHOWN\n?>\n<p>it's\nC HIDDEN\n", "//"),
    ("a.html", "<p>it's\nC HIDDEN\n<script>\nC SHOWN\n</script>\nC HIDDEN\n", "//"),
    ("a.vue", "<script setup>\nx = `\nC HIDDEN\n`\nC SHOWN\n</script>\n", "//"),
    ("a.sql", "select '\nC HIDDEN\n', $x$\nC HIDDEN\n$x$;\nC SHOWN\n", "--"),
    ("a.lua", "x = [==[\nC HIDDEN ]]\n]==]\nC SHOWN\n", "--"),
    ("a.hs", "foldl' x' = '\"'\nC SHOWN\n", "--"),
    ("a.yaml", "run: |\n  C HIDDEN\n\n  C HIDDEN\nC SHOWN\n", "#"),
    ("a.yaml", "- run: >-\n    C HIDDEN\n  C SHOWN\n", "#"),
    ("a.yaml", "- |\n  C HIDDEN\n- it's # x\nC SHOWN\n", "#"),
    ("a.yaml", 'a: "x\n  C HIDDEN"\nC SHOWN\n', "#"),
    ("a.toml", "a = '''\nC HIDDEN\n'''\nC SHOWN\n", "#"),
    ("a.ex", '@doc """\nC HIDDEN\n"""\nC SHOWN\n', "#"),
    ("a.ps1", '$x = @"\nC HIDDEN\n"@\nC SHOWN\n', "#"),
    ("a.tex", "\\begin{verbatim}\nC HIDDEN\n\\end{verbatim}\nC SHOWN\n", "%"),
    ("a.jl", 's = """\nC HIDDEN\n"""\nC SHOWN\n', "#"),
    ("a.tf", "x = <<EOT\nC HIDDEN\nEOT\nC SHOWN\n", "#"),
    ("a.el", '(x ?\\" "\nC HIDDEN")\nC SHOWN\n', ";"),
    ("Dockerfile", "RUN <<EOF\nC HIDDEN\nEOF\nC SHOWN\n", "#"),
    ("a.nix", "x = ''\nC HIDDEN\n'';\nC SHOWN\n", "#"),
]


@pytest.mark.parametrize(("name", "text", "leader"), LITERALS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_literals_hide_directives(name: str, text: str, leader: str, end: str) -> None:
    text = text.replace("C ", leader + " ").replace("HIDDEN", "ascii-diagram: hidden")
    text = text.replace("SHOWN", "ascii-diagram: shown").replace("\n", end)
    assert [d.prompt for d in scan(text, name=name).directives] == ["shown"]


def test_code_before_a_comment_hides_it() -> None:
    assert scan("x = 1  # ascii-diagram: a to b\n", name="a.py").directives == ()
    assert scan('print("# ascii-diagram: a")\n', name="a.py").directives == ()
    assert scan("f(); // ascii-diagram: a to b\n", name="a.js").directives == ()
    assert scan("x(); /* y\n * z */ w(); /* ascii-diagram: a */\n", name="a.js").directives == ()


def test_python_agrees_with_tokenize() -> None:
    library = Path(sysconfig.get_paths()["stdlib"])
    files = [*sorted(library.glob("*.py"))[::4], *sorted(library.glob("test/test_[fst]*.py"))[::6]]
    assert files
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace")
        inside: set[int] = set()
        try:
            for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
                if token.type == tokenize.STRING:
                    inside.update(range(token.start[0], token.end[0]))
        except (tokenize.TokenError, SyntaxError):
            continue
        starts = [0, *accumulate(map(len, split_lines(text)))]
        states, _ = line_states(BY_NAME["python"], text, starts, BASE)
        assert {n for n, state in enumerate(states) if not in_code(state)} == inside, path


@pytest.mark.parametrize(
    ("name", "piece", "found"),
    [
        ("a.js", "/[", True),
        ("a.js", "`${", True),
        ("a.js", "/*", False),
        ("a.js", "'\\", True),
        ("a.rs", "/* ", False),
        ("a.rs", 'r#"', False),
        ("a.sh", "<<A ", False),
        ("a.sh", "$(", True),
        ("a.yaml", "a: | ", True),
        ("a.sql", "$a", True),
        ("a.html", "<script>", True),
        ("a.lua", "[=[", False),
        ("a.py", "'''\"\"\"", False),
    ],
)
def test_hostile_text_takes_work_in_proportion(name: str, piece: str, found: bool) -> None:
    def scanned(count: int) -> Scan:
        behind = "".join(f"{leader} ascii-diagram: a\n" for leader in ("#", "//", "--"))
        return scan(f"{piece * count}\n{behind}", name=name)

    assert len(scanned(5_000).directives) == found
    assert calls_in(lambda: scanned(20_000)) < 5 * calls_in(lambda: scanned(5_000))
