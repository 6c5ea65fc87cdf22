from __future__ import annotations

import pytest

from ascii_diagram.directives import scan
from ascii_diagram.directives.languages import BY_NAME, language_of
from ascii_diagram.directives.lexer_rules import compiled_rules

# A file name and a comment line that must be found in it.
COMMENTS = (
    """
a.py # {}|a.pyi # {}|Dockerfile # {}|Dockerfile.dev # {}|Makefile # {}|CMakeLists.txt # {}
a.cmake # {}|a.sql -- {}|a.ts // {}|a.tsx // {}|a.mjs // {}|a.jsx /* {} */|a.vue <!-- {} -->
a.lua -- {}|a.lua --[[ {} ]]|a.hs -- {}|a.hs {- {} -}|a.ml (* {} *)|a.tex % {}|a.vb ' {}
a.bas REM {}|a.bat REM {}|a.cmd :: {}|a.ps1 # {}|a.ps1 <# {} #>|a.yaml # {}|a.yml # {}|a.toml # {}
a.ini ; {}|a.cfg # {}|a.rst .. {}|a.tf # {}|a.hcl // {}|a.proto // {}|a.kt // {}|a.swift // {}
a.rs // {}|a.rs /// {}|a.rs //! {}|a.go // {}|a.php # {}|a.rb # {}|Gemfile # {}|a.pl # {}|a.sh # {}
a.fish # {}|a.el ;; {}|a.clj ; {}|a.lisp ;;; {}|a.asm ; {}|a.s # {}|a.erl % {}|a.ex # {}|a.jl # {}
a.r # {}|a.R #' {}|a.m % {}|a.zig // {}|a.nim # {}|a.dart /// {}|a.scala // {}|a.css /* {} */
a.scss // {}|a.html <!-- {} -->|a.xml <!-- {} -->|a.svg <!-- {} -->|a.jinja {# {} #}|a.c /* {} */
a.c // {}|a.h // {}|a.cpp // {}|a.hpp //! {}|a.java // {}|a.cs /// {}|a.groovy // {}|a.f90 ! {}
a.vim " {}|.vimrc " {}|configure.ac dnl {}|a.m4 # {}|.gitignore # {}|.env # {}
requirements.txt # {}|a.graphql # {}|a.nix # {}|a.d // {}|a.fs // {}
a.elm -- {}|a.adb -- {}|a.vhd -- {}|a.sv // {}
a.pas // {}|a.sol // {}|a.thrift # {}|a.jsonc // {}|a.dot // {}|a.awk # {}|a.tcl # {}
BUILD.bazel # {}|a.svelte <!-- {} -->|a.scm ; {}|a.cr # {}|a.properties # {}|Jenkinsfile // {}
a.tpl {{/* {} */}}
unknown.abc # {}|unknown.abc // {}|unknown -- {}|unknown ;; {}|unknown /* {} */|unknown <!-- {} -->
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize("case", COMMENTS)
def test_comments_are_found(case: str) -> None:
    name, _, comment = case.partition(" ")
    if name == "a.php":
        comment = "<?php\n" + comment
    found = scan(comment.replace("{}", "ascii-diagram: a to b", 1) + "\n", name=name)
    assert [d.prompt for d in found.directives] == ["a to b"], found.problems
    assert found.problems == ()


@pytest.mark.parametrize(
    ("first", "name"),
    [
        ("#!/usr/bin/env python3", "python"),
        ("#!/bin/sh -e", "shell"),
        ("#!/usr/bin/env -S node --x", "javascript"),
        ("#!/usr/bin/lua", "lua"),
        ("hello", "unknown"),
    ],
)
def test_shebang(first: str, name: str) -> None:
    assert language_of("bin/tool", first).name == name


@pytest.mark.parametrize("name", ["a.json", "package.json", "a.ipynb", "poetry.lock"])
def test_files_without_comments_have_no_directives(name: str) -> None:
    assert scan("# ascii-diagram: a\nascii-diagram: b\n// ascii-diagram: c\n", name=name) == scan(
        "", name=name
    )


@pytest.mark.parametrize("name", ["a.py", "a.yaml", "a.toml", "a.rs", "unknown.abc", "a.html"])
def test_a_directive_without_a_leader_is_none_in_code(name: str) -> None:
    assert scan("ascii-diagram: a to b\n", name=name).directives == ()


def test_objective_c_and_matlab_share_an_extension() -> None:
    assert language_of("a.m", "#import <Foundation/Foundation.h>").name == "objective-c"
    assert language_of("a.m", "function y = f(x)").name == "matlab"


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_outline_compiles(name: str) -> None:
    compiled_rules(BY_NAME[name], False)
    compiled_rules(BY_NAME[name], True)
