"""What a server serves, and in which way it is asked: looked up once, before the first request."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import cast

from ascii_diagram_models.remote.connections import Connections
from ascii_diagram_models.remote.faults import ClosedFault, RefusedFault, UselessFault
from ascii_diagram_models.remote.options import Api
from ascii_diagram_models.remote.statuses import check_status
from ascii_diagram_models.remote.ways import (
    Kind,
    Way,
    kept_to_form,
    kind_of,
    probe_fields,
    ways_for,
)
from ascii_diagram_models.remote.wire import path_of, pieces_of, shown

_MAX_MODELS = 1000
_NAMES_SHOWN = 12
_PROBE_TOKENS = 48
# What changes although the weights do not.
_FLEETING = frozenset({"created", "permission", "object"})


@dataclass(frozen=True, slots=True)
class Served:
    """A model on a server.

    Attributes:
        name: The name to ask for.
        identity: The name with a digest of all that the server tells about the model.
        kind: What program serves.
        context: Tokens of prompt and reply together, where the server tells.
        others: The other models there.
    """

    name: str
    identity: str
    kind: Kind
    context: int | None
    others: frozenset[str]


async def look_up(connections: Connections, wanted: str | None) -> Served:
    """Ask a server for its models and choose one.

    Raises:
        PassingFault, BusyFault, UselessFault: It does not answer properly.
        ClosedFault: It does not serve the model, or refuses us.
    """
    async with connections.ask("GET", "/models") as reply:
        await check_status(reply)
        body = await reply.body()
    try:
        value: object = json.loads(body)
        listed = cast("dict[str, list[dict[str, object]]]", value)["data"][:_MAX_MODELS]
        models = {str(entry["id"]): entry for entry in listed}
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise UselessFault("its list of models is not of this API") from error
    name = _chosen(models, wanted)
    entry = models[name]
    context = entry.get("max_model_len")
    kind = kind_of(str(entry.get("owned_by")))
    return Served(
        name,
        f"{shown(name)}@{_digest(entry, kind)}",
        kind,
        context if isinstance(context, int) else None,
        frozenset(models) - {name},
    )


def _chosen(models: Mapping[str, object], wanted: str | None) -> str:
    names = ", ".join(shown(name) for name in list(models)[:_NAMES_SHOWN])
    if wanted is None:
        if len(models) == 1:
            return next(iter(models))
        raise ClosedFault(f"it serves {names or 'no model'}: say which in `vllm.model`")
    if wanted in models:
        return wanted
    if f"{wanted}:latest" in models:  # as Ollama calls what has no tag
        return f"{wanted}:latest"
    raise ClosedFault(f"it does not serve `{wanted}` but {names or 'no model'}")


def _digest(entry: Mapping[str, object], kind: Kind) -> str:
    """Name the weights as far as a server tells: their place, their base, their measures.

    Ollama tells nothing but when the model was changed.
    """
    fleeting = _FLEETING - {"created"} if kind == "ollama" else _FLEETING
    told = {key: value for key, value in entry.items() if key not in fleeting}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


async def find_way(
    connections: Connections, served: Served, api: Api, without: Collection[Way] = ()
) -> Way:
    """Try the ways of asking, best first, and return the first one that the server keeps to.

    Args:
        connections: To the server.
        served: What it serves.
        api: Which API the user wants.
        without: Ways that it took back later.

    Raises:
        PassingFault, BusyFault: It is unwell.
        ClosedFault: It can be asked in no way.
    """
    faults: list[str] = []
    for way in ways_for(served.kind, api):
        if way in without:
            continue
        try:
            if await _keeps(connections, served, way):
                return way
        except (RefusedFault, UselessFault) as fault:
            faults.append(f"{way}: {fault}")
    raise ClosedFault(f"it can be asked in no way ({'; '.join(faults[-2:])})")


async def _keeps(connections: Connections, served: Served, way: Way) -> bool:
    word = f"form-{secrets.token_hex(3)}"
    words = "Say something."
    body: dict[str, object] = {
        "model": served.name,
        "max_tokens": _PROBE_TOKENS if way.structure != "none" else 1,
        "temperature": 0,
        "stream": False,
        **probe_fields(way.structure, word),
    }
    if way.api == "chat":
        body["messages"] = [{"role": "user", "content": words}]
    else:
        body["prompt"] = words
    async with connections.ask("POST", path_of(way), json.dumps(body).encode()) as reply:
        if reply.status == 500:  # some call a field that they do not know a fault of their own
            raise RefusedFault("HTTP 500")
        await check_status(reply)
        async with aclosing(pieces_of(reply)) as pieces:
            text = "".join([piece.text async for piece in pieces])
    return way.structure == "none" or kept_to_form(way.structure, word, text)
