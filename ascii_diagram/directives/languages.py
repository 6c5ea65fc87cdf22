"""Which language a file is in: by its name, its extension, or its first line."""

from __future__ import annotations

import re

from ascii_diagram.directives.grammar import Block, Embed, Language, Quote

_C_BLOCK = Block("/*", "*/")
_C_NESTED = Block("/*", "*/", nests=True)
_HTML_BLOCK = Block("<!--", "-->")
_DOUBLE, _SINGLE = Quote('"', '"'), Quote("'", "'")
_DOUBLE_LONG, _SINGLE_LONG = Quote('"', '"', multiline=True), Quote("'", "'", multiline=True)
_DOUBLED, _SINGLED = Quote('"', '"', escape=False), Quote("'", "'", escape=False)
_DOUBLED_LONG = Quote('"', '"', escape=False, multiline=True)
_SINGLED_LONG = Quote("'", "'", escape=False, multiline=True)
_TRIPLE = Quote('"""', '"""', multiline=True)
_TRIPLE_RAW = Quote('"""', '"""', escape=False, multiline=True)
_TRIPLE_SINGLE = Quote("'''", "'''", multiline=True)
_BACKTICK = Quote("`", "`", escape=False, multiline=True)
_C_QUOTES = (_DOUBLE, _SINGLE)
# A character literal, so that a lone quote (a lifetime, a prime, a transpose) opens nothing.
_CHAR = ("'", r"'(?:\\[^\n\r][^'\n\r]{0,10}+|[^'\\\n\r])'")
_DIGITS = ("'", r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])")
_SLASHES = ("///", "//!", "//")
_REGEX_BODY = r"/(?![*/])(?:[^/\\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r]){0,200}+\]){1,400}+/"
_REGEX = (
    "/",
    r"(?:(?<=[(,=:\[!&|?{};+*%<>~^-])|(?<=[(,=:\[!&|?{};+*%<>~^-] )|(?<=return )|(?<=typeof )"
    r"|(?<=case ))" + _REGEX_BODY + r"|(?<=[\n\r\t ])" + _REGEX_BODY + r"[a-z]*+(?=[,;.)\]])",
)


def _c(name: str, *, line: tuple[str, ...] = _SLASHES, nests: bool = False, **more: object):
    block = _C_NESTED if nests else _C_BLOCK
    fields = {"quotes": _C_QUOTES, **more}
    return Language(name, line=line, blocks=(block,), **fields)  # type: ignore[arg-type]


def _hash(name: str, *quotes: Quote, **more: object) -> Language:
    return Language(name, line=("#",), quotes=quotes, **more)  # type: ignore[arg-type]


_JS_QUOTES = (*_C_QUOTES, Quote("`", "`", multiline=True, substitutes=True))
_JAVASCRIPT = _c("javascript", quotes=_JS_QUOTES, steps=(_REGEX,), braced=True)
_CSS = Language("css", blocks=(_C_BLOCK,), quotes=_C_QUOTES)
_SCSS = _CSS._replace(name="scss", line=("//",))
_PHP = Language(
    "php",
    line=("//", "#"),
    blocks=(_C_BLOCK,),
    quotes=(_DOUBLE_LONG, _SINGLE_LONG),
    dynamic=("php-heredoc",),
    exit=r"\?>",
)
_C_SHARP_VERBATIM = tuple(
    Quote(token, '"', escape=False, multiline=True, doubles=True) for token in ('$@"', '@"')
)
_DART_RAW = (
    Quote("r'''", "'''", escape=False, multiline=True),
    Quote('r"""', '"""', escape=False, multiline=True),
    Quote("r'", "'", escape=False),
    Quote('r"', '"', escape=False),
)
_SCRIPT = Embed(r"<script\b[^>\n\r]*(?<!/)>", "<", "script")
_STYLE = Embed(r"<style\b[^>\n\r]*(?<!/)>", "<", "style")
_HTML = Language("html", blocks=(_HTML_BLOCK,), embeds=(_SCRIPT, _STYLE))
_SHELL = _hash(
    "shell",
    Quote("$'", "'", multiline=True),
    _DOUBLE_LONG,
    _SINGLED_LONG,
    steps=(("\\", r"\\[^\n\r]"),),
    dynamic=("heredoc",),
    line_guard=r"(?<![^\s;&|()])",
)

_LANGUAGES = (
    Language("none", "none"),
    Language("text", "text", line=("#", "//", "--", ";", "%")),
    Language("markdown", "markdown"),
    Language("commit", "commit"),
    Language("rst", "rst", line=("..",)),
    Language(
        "unknown",
        "unknown",
        line=(*_SLASHES, "#", "--", ";", "%", "*"),
        blocks=(_C_BLOCK, _HTML_BLOCK),
    ),
    Language(
        "python",
        "python",
        line=("#",),
        quotes=(_TRIPLE, _TRIPLE_SINGLE, _DOUBLE, _SINGLE),
    ),
    _JAVASCRIPT,
    _JAVASCRIPT._replace(name="script", exit=r"(?i:</script)"),
    _CSS,
    _SCSS,
    _CSS._replace(name="style", exit=r"(?i:</style)"),
    _HTML,
    _HTML._replace(name="vue"),
    _HTML._replace(name="svelte"),
    _HTML._replace(name="handlebars"),
    _HTML._replace(name="jinja", blocks=(_HTML_BLOCK, Block("{#", "#}"))),
    Language("xml", blocks=(_HTML_BLOCK,), steps=(("<", r"<!\[CDATA\[[^\n\r]*\]\]>"),)),
    Language("svg", blocks=(_HTML_BLOCK,)),
    Language("php-page", blocks=(_HTML_BLOCK,), embeds=(
        Embed(r"<\?(?:php\b|=)", "<", "php"), _SCRIPT, _STYLE)),
    _PHP,
    _c("c", steps=(_DIGITS,)),
    _c("cpp", steps=(_DIGITS,), dynamic=("cpp-raw",)),
    _c("objective-c"),
    _c("java", quotes=(_TRIPLE, *_C_QUOTES)),
    _c("c-sharp", quotes=(_TRIPLE_RAW, *_C_SHARP_VERBATIM, *_C_QUOTES)),
    _c("kotlin", nests=True, quotes=(_TRIPLE_RAW, _DOUBLE), steps=(_CHAR,)),
    _c("scala", nests=True, quotes=(_TRIPLE_RAW, _DOUBLE), steps=(_CHAR,)),
    _c("swift", nests=True, quotes=(_TRIPLE, _DOUBLE)),
    _c("dart", nests=True, quotes=(*_DART_RAW, _TRIPLE, _TRIPLE_SINGLE, *_C_QUOTES)),
    _c("go", quotes=(_DOUBLE, _BACKTICK), steps=(_CHAR,)),
    _c("rust", nests=True, quotes=(_DOUBLE_LONG,), steps=(_CHAR,), dynamic=("rust-raw",)),
    _c("groovy", quotes=(_TRIPLE, _TRIPLE_SINGLE, *_C_QUOTES), steps=(_REGEX,)),
    _c("protobuf", line=("//",)),
    _c("verilog", line=("//",), quotes=(_DOUBLE,)),
    _c("thrift", line=("//", "#")),
    _c("solidity"),
    _c("d", dynamic=(), quotes=(_DOUBLE_LONG, _BACKTICK), steps=(_CHAR,)),
    _c("json-comments", line=("//",)),
    _c("graphviz", line=("//", "#"), quotes=(_DOUBLE_LONG,)),
    Language("f-sharp", line=("///", "//"), blocks=(Block("(*", "*)", nests=True),),
             quotes=(_TRIPLE_RAW, _DOUBLE_LONG), steps=(_CHAR, ("(", r"\(\*\)"))),
    Language("terraform", line=("#", "//"), blocks=(_C_BLOCK,), quotes=(_DOUBLE,),
             dynamic=("heredoc",)),
    Language("zig", line=_SLASHES, quotes=(_DOUBLE,),
             steps=(_CHAR, ("\\", r"\\\\[^\n\r]*"))),
    Language("sql", line=("--",), blocks=(_C_NESTED,), quotes=(_SINGLED_LONG, _DOUBLED_LONG),
             dynamic=("dollar-quote",)),
    Language("lua", line=("---", "--"), quotes=_C_QUOTES, blocks=(Block("--[[", "]]"),),
             dynamic=("long-bracket",)),
    Language("haskell", line=("--",), blocks=(Block("{-", "-}", nests=True),), quotes=(_DOUBLE,),
             steps=(_CHAR,)),
    Language("elm", line=("--",), blocks=(Block("{-", "-}", nests=True),),
             quotes=(_TRIPLE, _DOUBLE), steps=(_CHAR,)),
    Language("ocaml", blocks=(Block("(*", "*)", nests=True),), quotes=(_DOUBLE_LONG,),
             steps=(_CHAR, ("(", r"\(\*\)"))),
    Language("pascal", line=("//",), blocks=(Block("(*", "*)"), Block("{", "}")),
             quotes=(_SINGLED,)),
    Language("ada", line=("--",), quotes=(_DOUBLED,), steps=(_CHAR,)),
    Language("vhdl", line=("--",), quotes=(_DOUBLED,), steps=(_CHAR,)),
    Language("lisp", line=(";",), blocks=(Block("#|", "|#", nests=True),),
             quotes=(_DOUBLE_LONG,), steps=(("#", r"#\\."), ("?", r"\?\\?[\";|]"))),
    Language("elisp", line=(";",), quotes=(_DOUBLE_LONG,), steps=(("?", r"\?\\?[\";|]"),)),
    Language("clojure", line=(";",), quotes=(_DOUBLE_LONG,), steps=(("\\", r"\\[^\n\r]"),)),
    Language("assembly", line=(";", "#", "//", "@"), blocks=(_C_BLOCK,), quotes=(_DOUBLE,)),
    Language("erlang", line=("%",), quotes=(_TRIPLE_RAW, _DOUBLE_LONG, _SINGLE),
             steps=(("$", r"\$\\?[^\n\r]"),)),
    Language("tex", line=("%",), steps=(("\\", r"\\(?!begin\{(?:verb|lst|minted))[^\n\r]"),),
             dynamic=("verbatim",)),
    Language("matlab", line=("%",), quotes=(_DOUBLED,), steps=(("'", r"'[^'\n\r]*+'"),)),
    Language("fortran", line=("!",), quotes=(_DOUBLED, _SINGLED)),
    Language("vim", line=('"',) ),
    Language("visual-basic", line=("'", "REM", "Rem"), quotes=(_DOUBLED,)),
    Language("batch", line=("REM", "Rem", "rem", "::")),
    Language("m4", line=("dnl", "#")),
    Language("ini", line=(";", "#")),
    _hash("properties"),
    Language("powershell", line=("#",), blocks=(Block("<#", "#>"),),
             quotes=(_DOUBLED_LONG, _SINGLED_LONG), steps=(("`", r"`[^\n\r]"),),
             dynamic=("here-string",), line_guard=r"(?<![^\s;|(){}])"),
    _SHELL,
    _SHELL._replace(name="fish", quotes=(_DOUBLE_LONG, _SINGLE_LONG), dynamic=()),
    _hash("docker", dynamic=("heredoc",), line_guard=r"(?<!\S)"),
    _hash("make"),
    _hash("plain-hash"),
    Language("cmake", line=("#",), blocks=(Block("#[[", "]]"),), quotes=(_DOUBLE_LONG,),
             dynamic=("long-bracket",)),
    _hash("yaml", _DOUBLE_LONG, _SINGLED_LONG, dynamic=("block-scalar",),
          steps=(("'", r"(?<=[\w)\]])'"), ('"', r'(?<=[\w)\]])"')), line_guard=r"(?<!\S)"),
    _hash("toml", _TRIPLE, Quote("'''", "'''", escape=False, multiline=True), _DOUBLE, _SINGLED),
    _hash("ruby", _DOUBLE_LONG, _SINGLE_LONG, steps=(_REGEX, ("$", r"\$['\"`]"),
          ("?", r"(?<!\w)\?['\"]")), dynamic=("heredoc", "ruby-comment", "data")),
    _hash("crystal", _DOUBLE_LONG, steps=(_CHAR,), dynamic=("heredoc",)),
    _hash("perl", _DOUBLE_LONG, _SINGLE_LONG, steps=(_REGEX, ("$", r"\$['\"#`]"),
          ("&", r"&'"), ("\\", r"\\[^\n\r]")), dynamic=("heredoc", "pod", "data")),
    _hash("elixir", _TRIPLE, _TRIPLE_SINGLE, _DOUBLE_LONG, _SINGLE_LONG,
          steps=(("?", r"(?<!\w)\?\\?['\"]"), ("~", r"~[a-zA-Z]/(?:[^/\\\n\r]|\\.)*+/"))),
    Language("julia", line=("#",), blocks=(Block("#=", "=#", nests=True),),
             quotes=(_TRIPLE, _DOUBLE_LONG), steps=(_CHAR,)),
    _hash("r", _DOUBLE_LONG, _SINGLE_LONG, _BACKTICK),
    Language("nim", line=("##", "#"), blocks=(Block("#[", "]#", nests=True),),
             quotes=(_TRIPLE_RAW, _DOUBLE), steps=(_CHAR,)),
    _hash("nix", Quote("''", "''", escape=False, multiline=True), _DOUBLE_LONG),
    _hash("graphql", _TRIPLE, _DOUBLE),
    _hash("awk", _DOUBLE, steps=(_REGEX,)),
    _hash("tcl"),
    _hash("starlark", _TRIPLE, _TRIPLE_SINGLE, _DOUBLE, _SINGLE),
    Language("go-template", blocks=(Block("{{/*", "*/}}"), Block("{{- /*", "*/ -}}"))),
)  # fmt: skip

BY_NAME = {language.name: language for language in _LANGUAGES}

_NAMES = {
    "c": "c h",
    "cpp": "cpp cc cxx c++ hpp hh hxx inl ino cu cuh",
    "objective-c": "mm",
    "java": "java",
    "c-sharp": "cs csx",
    "javascript": "js jsx mjs cjs ts tsx mts cts",
    "kotlin": "kt kts",
    "scala": "scala sc sbt",
    "swift": "swift",
    "dart": "dart",
    "go": "go",
    "rust": "rs",
    "groovy": "groovy gradle jenkinsfile",
    "protobuf": "proto",
    "verilog": "v sv svh",
    "thrift": "thrift",
    "solidity": "sol",
    "d": "d",
    "json-comments": "jsonc json5",
    "graphviz": "dot gv",
    "f-sharp": "fs fsx fsi",
    "terraform": "tf tfvars hcl",
    "zig": "zig",
    "sql": "sql psql pgsql",
    "lua": "lua",
    "haskell": "hs",
    "elm": "elm purs",
    "ocaml": "ml mli",
    "pascal": "pas dpr",
    "ada": "adb ads",
    "vhdl": "vhd vhdl",
    "lisp": "lisp lsp scm ss rkt cl",
    "elisp": "el",
    "clojure": "clj cljs cljc edn",
    "assembly": "asm s",
    "erlang": "erl hrl",
    "tex": "tex sty cls ltx",
    "matlab": "m",
    "fortran": "f90 f95 f03 f08",
    "vim": "vim vimrc .vimrc",
    "visual-basic": "vb vbs bas",
    "batch": "bat cmd",
    "m4": "m4 ac configure.ac",
    "ini": "ini cfg conf .editorconfig .gitconfig",
    "properties": "properties env .env",
    "powershell": "ps1 psm1 psd1",
    "shell": "sh bash zsh ksh bats .bashrc .zshrc .profile .bash_profile pkgbuild",
    "fish": "fish",
    "docker": "dockerfile containerfile",
    "make": "makefile gnumakefile mk mak",
    "plain-hash": ".gitignore .dockerignore .gitattributes requirements.txt codeowners"
    " constraints.txt robots.txt",
    "cmake": "cmakelists.txt cmake",
    "yaml": "yaml yml .clang-format",
    "toml": "toml",
    "ruby": "rb rake gemspec gemfile rakefile vagrantfile podfile brewfile",
    "crystal": "cr",
    "perl": "pl pm t",
    "elixir": "ex exs",
    "julia": "jl",
    "r": "r",
    "nim": "nim nims",
    "nix": "nix",
    "graphql": "graphql gql",
    "awk": "awk",
    "tcl": "tcl",
    "starlark": "bzl build.bazel build workspace tiltfile star",
    "python": "py pyi pyw sconstruct sconscript",
    "css": "css",
    "scss": "scss less",
    "html": "html htm xhtml",
    "vue": "vue",
    "svelte": "svelte astro",
    "handlebars": "hbs handlebars mustache",
    "jinja": "jinja jinja2 j2 njk twig liquid",
    "xml": "xml xsd xsl xslt plist csproj fsproj vcxproj props targets xaml pom",
    "svg": "svg",
    "php-page": "php phtml",
    "go-template": "tpl gotmpl tmpl",
    "markdown": "md markdown mkd mdown qmd rmd",
    "rst": "rst",
    "text": "txt text",
    "commit": "commit_editmsg merge_msg squash_msg tag_editmsg",
    "none": "mdx json ipynb geojson webmanifest map lock csv tsv",
}
_LANGUAGE_OF = {key: language for language, keys in _NAMES.items() for key in keys.split()}
_INTERPRETERS = (
    (re.compile(r"pypy|python"), "python"),
    (re.compile(r"(?:ba|z|k|da|a)?sh$"), "shell"),
    (re.compile(r"fish$"), "fish"),
    (re.compile(r"node|deno|bun|tsx|ts-node"), "javascript"),
    (re.compile(r"j?ruby"), "ruby"),
    (re.compile(r"perl"), "perl"),
    (re.compile(r"php"), "php-page"),
    (re.compile(r"lua"), "lua"),
    (re.compile(r"Rscript"), "r"),
    (re.compile(r"julia"), "julia"),
    (re.compile(r"elixir|escript"), "elixir"),
    (re.compile(r"[gm]?awk"), "awk"),
    (re.compile(r"tclsh|wish"), "tcl"),
    (re.compile(r"make"), "make"),
    (re.compile(r"pwsh"), "powershell"),
    (re.compile(r"runhaskell|stack"), "haskell"),
    (re.compile(r"groovy"), "groovy"),
)
_OBJECTIVE_C = re.compile(r"\s*(?://|/\*|#import|@)")
_SHEBANG = re.compile(
    r"#!\s*(?:\S*/)?(?P<first>[^\s/]+)(?:\s+(?:-\S+\s+|\w+=\S*\s+)*(?:\S*/)?(?P<second>[^\s/]+))?"
)


def language_of(name: str | None, first_line: str = "") -> Language:
    """Return the language of a text.

    Args:
        name: File name or path; None for a text without a name, which is plain text.
        first_line: The text's first line; a shebang there decides when the name says nothing.
    """
    if name is None:
        return BY_NAME["text"]
    base = re.split(r"[/\\]", name)[-1].lower()
    stem, _, extension = base.rpartition(".")
    if extension == "m" and _OBJECTIVE_C.match(first_line):
        return BY_NAME["objective-c"]
    for key in (base, extension if stem else ""):
        if key in _LANGUAGE_OF:
            return BY_NAME[_LANGUAGE_OF[key]]
    first_word = base.partition(".")[0]
    if first_word in ("dockerfile", "makefile", "jenkinsfile"):
        return BY_NAME[_LANGUAGE_OF[first_word]]
    return _by_shebang(first_line) or BY_NAME["unknown"]


def is_known_name(name: str) -> bool:
    """Whether the name of a file alone tells its language."""
    return language_of(name) is not BY_NAME["unknown"]


def _by_shebang(first_line: str) -> Language | None:
    match = _SHEBANG.match(first_line)
    if match is None:
        return None
    program = match["second"] if match["first"] == "env" and match["second"] else match["first"]
    for pattern, language in _INTERPRETERS:
        if pattern.match(program):
            return BY_NAME[language]
    return None
