"""Exporting a picture model: weights in three precisions, GGUF files, and what they must draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ascii_diagram.resolve.request import Request
from asciidoc_train.errors import ConfigError
from asciidoc_train.export.exporting import Exporting
from asciidoc_train.export.manifest import MANIFEST, ExportedFile, describe_file
from asciidoc_train.export.parity import drift, near_enough
from asciidoc_train.files import JsonObject, write_json
from asciidoc_train.fine_tuning.saving import save_whole
from asciidoc_train.pictures.decoding import DrawnPicture, PictureModel, draw_picture
from asciidoc_train.pictures.loaded_models import LlamaPictures, TorchPictures
from asciidoc_train.pictures.precisions import PRECISIONS, Precision
from asciidoc_train.rows import load_rows, spread
from asciidoc_train.stage import Outcome, Plan

GOLDEN = "golden.json"

_OWN_REQUESTS = tuple(
    Request(prompt, "ascii_art", width, height=height)
    for prompt, width, height in (
        ("a box with the word ready", 24, 5),
        ("cat", 20, 8),
        ("house with a door", 30, 10),
        ("arrow to the right", 16, 3),
        ("heading TODO, underlined", 40, None),
        ("tree", 12, 12),
        ("mountain with a sun", 60, None),
        ("ladder", 6, 9),
    )
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How like the model one exported file draws; both decode greedily under the same rule.

    Attributes:
        prompts: That were asked.
        same_prompts: Prompts that both read as the same tokens.
        same_pictures: Pictures that are the same, character by character.
        in_room: Pictures within the width and height that were asked.
        max_logit_delta: Largest difference of a logit of the first character.
        logit_spread: Largest less smallest of these logits in the model, the mean.
    """

    prompts: int
    same_prompts: int
    same_pictures: int
    in_room: int
    max_logit_delta: float
    logit_spread: float

    def is_sound(self, kind: str) -> bool:
        """Return whether what must hold does: room kept, and near logits where nothing is lost."""
        near = near_enough(self.max_logit_delta, self.logit_spread, kind)
        return self.prompts == self.same_prompts == self.in_room and near

    def __str__(self) -> str:
        return (
            f"{self.same_pictures} of {self.prompts} pictures the same, {self.in_room} in their "
            f"width and height; max |delta logit| {self.max_logit_delta:.3g} of "
            f"{self.logit_spread:.3g}"
        )


def plan_export(export: Exporting) -> Plan:
    """Say which files would be written."""
    steps = [
        *(f"write {export.model.folder} as {folder.name}/" for folder in _folders(export).values()),
        *(f"write {export.model.folder} as {path.name}" for path in export.ggufs.values()),
        f"draw {export.config.parity.prompts} prompts with all of them and compare; "
        f"write {GOLDEN} and {MANIFEST}",
    ]
    return Plan(tuple(steps), export.model.inputs, (export.folder / MANIFEST,))


def export_pictures(export: Exporting) -> Outcome:
    """Write everything, then draw the same pictures with each file.

    Raises:
        ConfigError: The product's `local` backend is to get the model, or a card is wanted.
        ExportError: The model is damaged.
        StoreError: A file cannot be written.
    """
    from asciidoc_train.pictures.weight_files import write_weights

    _check_wishes(export)
    export = _of_pictures(export)
    requests = _requests(export)
    source = export.model.folder
    for precision, folder in _folders(export).items():
        save_whole(folder, lambda place, kind=precision: write_weights(source, place, kind))
    export.write_ggufs()
    found = _compare(export, requests)
    files = list(_describe(export))
    report: JsonObject = {
        "name": export.name,
        "model": str(source),
        "files": [file.entry(export.folder) for file in files],
        "agreement": {name: asdict(one) for name, one in found.items()},
    }
    write_json(export.folder / MANIFEST, report)
    lines = [f"{file.path}: {file.bytes / 1e6:.2f} MB" for file in files]
    lines += [f"{name}: {one}" for name, one in found.items()]
    sound = all(one.is_sound(name) for name, one in found.items())
    return Outcome(report, tuple(lines), sound)


def _check_wishes(export: Exporting) -> None:
    wishes = export.job.arguments
    for name in ("ship", "card"):
        if getattr(wishes, name, None):
            raise ConfigError(
                f"--{name} is not for picture models",
                hint="the backend `local` does not ask them; asciidoc-train infer does",
            )


def _of_pictures(export: Exporting) -> Exporting:
    """Return the same export of a model that is known to draw pictures alone."""
    return replace(export, config=export.config.model_copy(update={"styles": ("ascii_art",)}))


def _folders(export: Exporting) -> dict[Precision, Path]:
    return {precision: export.folder / precision for precision in PRECISIONS}


def _requests(export: Exporting) -> list[Request]:
    """Return prompts of pictures, evenly spread; ours where the file asks for none.

    Raises:
        RowError: The file cannot be read, or has a line that is no row.
    """
    wanted = export.config.parity
    if not wanted.prompts:
        return []
    rows = load_rows([wanted.rows], may_be_empty=True)
    requests = [row.request() for row in rows if row.style == "ascii_art"]
    return spread(requests or _OWN_REQUESTS, wanted.prompts)


def _compare(export: Exporting, requests: Sequence[Request]) -> dict[str, Agreement]:
    """Draw with the model, keep that as golden pictures, and compare all files with it."""
    if not requests:
        return {}
    loaders: dict[str, tuple[type[TorchPictures] | type[LlamaPictures], Path]] = {
        **{name: (TorchPictures, folder) for name, folder in _folders(export).items()},
        **{kind: (LlamaPictures, path) for kind, path in export.ggufs.items()},
    }
    found: dict[str, Agreement] = {}
    with export.job.progress.over("compare", (len(loaders) + 1) * len(requests)) as advance:

        def drawn(model: PictureModel) -> Iterator[tuple[list[int], DrawnPicture]]:
            for request in requests:
                yield model.vocabulary.prompt(request), draw_picture(model, request)
                advance()

        with closing(TorchPictures(export.model.folder)) as reference:
            golden = list(drawn(reference))
        pairs = zip(requests, golden, strict=True)
        write_json(export.folder / GOLDEN, [_golden(request, one) for request, one in pairs])
        for name, (load, path) in loaders.items():
            with closing(load(path)) as model:
                found[name] = _agreement(requests, golden, list(drawn(model)))
    return found


def _golden(request: Request, drawn: tuple[list[int], DrawnPicture]) -> JsonObject:
    prompt, picture = drawn
    return {
        "prompt": request.prompt,
        "style": request.style,
        "width": request.width,
        "height": request.height,
        "prompt_tokens": prompt,
        "tokens": list(picture.tokens),
        "lines": list(picture.lines),
    }


def _agreement(
    requests: Sequence[Request],
    golden: Sequence[tuple[list[int], DrawnPicture]],
    drawn: Sequence[tuple[list[int], DrawnPicture]],
) -> Agreement:
    pairs = list(zip(golden, drawn, strict=True))
    delta, spread = drift(
        [picture.first_logits for _, picture in golden],
        [picture.first_logits for _, picture in drawn],
    )
    return Agreement(
        prompts=len(requests),
        same_prompts=sum(ours == theirs for (ours, _), (theirs, _) in pairs),
        same_pictures=sum(ours.lines == theirs.lines for (_, ours), (_, theirs) in pairs),
        in_room=sum(
            _in_room(request, picture)
            for request, (_, picture) in zip(requests, drawn, strict=True)
        ),
        max_logit_delta=delta,
        logit_spread=spread,
    )


def _in_room(request: Request, picture: DrawnPicture) -> bool:
    wide = max(map(len, picture.lines))
    return (request.width is None or wide <= request.width) and (
        request.height is None or len(picture.lines) <= request.height
    )


def _describe(export: Exporting) -> Iterator[ExportedFile]:
    for precision, folder in _folders(export).items():
        for path in sorted(folder.iterdir()):
            yield describe_file(path, precision)
    for kind, path in export.ggufs.items():
        yield describe_file(path, kind)
