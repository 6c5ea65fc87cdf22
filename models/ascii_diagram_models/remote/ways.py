"""Ways of asking a server: which API, and how the form of the reply is held to the notation.

Servers differ in what keeps a reply in form, and most pass over in silence what they do not know:
vLLM takes the `guided_json` of its former self, answers 200 and writes what it likes. So a way
counts only after a server has kept to a form that nothing but the form could make it write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ascii_diagram.resolve.request import Style
from ascii_diagram_models.grammar import GRAMMAR, root_of
from ascii_diagram_models.remote.options import Api

Fields = dict[str, object]
Structure = Literal["structured_outputs", "guided_grammar", "grammar", "json_schema", "none"]
Kind = Literal["vllm", "llama.cpp", "ollama", "lm-studio", "other"]


@dataclass(frozen=True, slots=True)
class Way:
    """How a server is asked.

    Attributes:
        api: `completions` with the very prompt of training, or `chat` with instructions.
        structure: What keeps the reply in form: a grammar under one of three names, a JSON schema
            where only that is had, or nothing.
    """

    api: Literal["completions", "chat"]
    structure: Structure

    @property
    def as_json(self) -> bool:
        """Whether replies are JSON instead of notation."""
        return self.structure == "json_schema"

    def __str__(self) -> str:
        return f"{self.api}, {self.structure.replace('none', 'no grammar')}"


_OWNERS: dict[str, Kind] = {
    "vllm": "vllm",
    "llamacpp": "llama.cpp",
    "ascii-diagram": "llama.cpp",
    "library": "ollama",
    "organization_owner": "lm-studio",
}

_WAYS: dict[Kind, tuple[Way, ...]] = {
    "vllm": (
        Way("completions", "structured_outputs"),
        Way("completions", "guided_grammar"),
        Way("completions", "none"),
    ),
    "llama.cpp": (Way("completions", "grammar"), Way("completions", "none")),
    # Their completions put the prompt into a chat template of their own.
    "ollama": (Way("chat", "json_schema"), Way("chat", "none")),
    "lm-studio": (Way("chat", "json_schema"), Way("chat", "none")),
    "other": (
        Way("completions", "structured_outputs"),
        Way("completions", "grammar"),
        Way("chat", "json_schema"),
        Way("chat", "none"),
        Way("completions", "none"),
    ),
}


def kind_of(owner: str) -> Kind:
    """Return which program serves, from the `owned_by` of its models."""
    return _OWNERS.get(owner, "other")


def ways_for(kind: Kind, api: Api) -> tuple[Way, ...]:
    """Return the ways to try, best first; the last one asks for no form at all."""
    known = _WAYS[kind]
    if api == "auto":
        return known
    structures: list[Structure] = [way.structure for way in known if way.structure != "none"]
    if api == "chat":
        structures = [*structures, "json_schema"]
    else:  # models that were trained for the prompt write notation
        structures = [structure for structure in structures if structure != "json_schema"]
    structures.append("none")
    return tuple(Way(api, structure) for structure in dict.fromkeys(structures))


def grammar_fields(structure: Structure, style: Style) -> Fields:
    """Return the fields of a request that keep the reply to the grammar of a style."""
    return _fields(structure, f"root ::= {root_of(style)}\n{GRAMMAR}")


def schema_fields(name: str, schema: Fields) -> Fields:
    """Return the fields of a request that keep the reply to a JSON schema."""
    form = {"name": name, "strict": True, "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": form}}


def probe_fields(structure: Structure, word: str) -> Fields:
    """Return fields that leave one reply only: `word`, or JSON of it (see `kept_to_form`)."""
    if structure == "json_schema":
        schema: Fields = {
            "type": "object",
            "properties": {"probe": {"type": "string", "enum": [word]}},
            "required": ["probe"],
            "additionalProperties": False,
        }
        return schema_fields("probe", schema)
    return _fields(structure, f'root ::= "{word}"')


def kept_to_form(structure: Structure, word: str, reply: str) -> bool:
    """Return whether a reply to the probe shows that the form was kept to."""
    if structure == "json_schema":
        compact = "".join(reply.split())
        return compact == f'{{"probe":"{word}"}}'
    return reply == word


def _fields(structure: Structure, grammar: str) -> Fields:
    match structure:
        case "structured_outputs":
            return {"structured_outputs": {"grammar": grammar}}
        case "guided_grammar" | "grammar":
            return {structure: grammar}
        case _:
            return {}
