"""The work of the stage `export`, one method for each thing that it writes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ascii_diagram.resolve.request import Request
from asciidoc_train.errors import ExportError
from asciidoc_train.export.base_models import BaseModel, base_by_name, recognised_base
from asciidoc_train.export.config import ExportConfig
from asciidoc_train.export.hf_checkpoint import HfCheckpoint, read_json_object
from asciidoc_train.export.trained_model import TrainedModel
from asciidoc_train.files import JsonObject
from asciidoc_train.rows import load_rows, spread
from asciidoc_train.stage import Job

if TYPE_CHECKING:
    from asciidoc_train.export.adapter import Adapter
    from asciidoc_train.export.parity import Comparison


@dataclass(frozen=True)
class Exporting:
    """One export.

    Attributes:
        config: What to write.
        job: Where, and how to show progress.
        model: What to export.
        given_base: The base from the command line.
    """

    config: ExportConfig
    job: Job
    model: TrainedModel
    given_base: Path | None = None

    @property
    def name(self) -> str:
        """The result's name."""
        return self.config.name or self.model.name

    @property
    def folder(self) -> Path:
        """Where everything is written."""
        return self.job.folder("export") / self.name

    @property
    def merged(self) -> Path:
        """The whole model: the one that is exported, or the sum of adapter and base."""
        return self.folder / "merged" if self.model.is_adapter else self.model.folder

    @property
    def ggufs(self) -> dict[str, Path]:
        """The GGUF files of the whole model by kind."""
        return {kind: self.folder / f"{self.name}-{kind}.gguf" for kind in self.config.gguf}

    @property
    def lora(self) -> Path:
        """The adapter as GGUF."""
        return self.folder / f"{self.name}-lora.gguf"

    @property
    def adapter_copy(self) -> Path:
        """The adapter as peft has it."""
        return self.folder / "adapter"

    @property
    def from_scratch(self) -> bool:
        """Whether the training began with random weights."""
        return self.model.base_kind == "random"

    @cached_property
    def base_model(self) -> BaseModel | None:
        """What the model was tuned from; None when that is unknown, or nothing.

        Raises:
            ConfigError: The config names one that the library does not have.
        """
        if self.config.base_model:
            return base_by_name(self.config.base_model)
        if self.from_scratch:
            return None
        names = [self.model.base_name]
        for folder in (self.model.folder, self.merged):
            for file in ("config.json", "adapter_config.json"):
                if (folder / file).is_file():
                    config = read_json_object(folder / file)
                    keys = ("_name_or_path", "_model_name_or_path", "base_model_name_or_path")
                    names += [str(config.get(key) or "") for key in keys]
        return recognised_base(names)

    def add_adapter(self) -> str:
        """Merge the adapter onto its base, copy it, and write it as GGUF.

        Returns:
            Why there is no GGUF of the adapter alone; empty when there is one.
        """
        from asciidoc_train.export.adapter import merge
        from asciidoc_train.export.gguf_lora import write_lora

        adapter, base = self.adapter_and_base
        merge(adapter, base, self.merged)
        adapter.copy_to(self.adapter_copy)
        setting = adapter.not_plain()
        if setting:
            self.lora.unlink(missing_ok=True)
            return f"no GGUF of the adapter alone: llama.cpp has no `{setting}`"
        write_lora(adapter, base, self.lora)
        return ""

    def write_ggufs(self) -> JsonObject:
        """Write the GGUF files of the whole model; returns their tensors by kind and type."""
        from asciidoc_train.export.gguf_model import GgufDetails, write_gguf

        base = self.base_model
        details = GgufDetails(
            name=self.name,
            styles=self.config.styles,
            licence=base.licence if base else "",
            base_name=base.name if base else "",
            base_organisation=base.organisation if base else "",
            base_url=base.url if base else "",
            splitting=self.config.pre_tokenizer or "",
        )
        kinds = self.config.gguf
        return {
            kind: write_gguf(
                self.merged,
                self.ggufs[kind],
                kind,
                embedding=self.config.embedding,
                details=details,
            )
            for kind in self.job.progress.each("export", kinds, len(kinds))
        }

    def compare(self, requests: Sequence[Request]) -> Comparison | None:
        """Compare the files with the model in transformers; None without prompts."""
        from asciidoc_train.export.gguf_model import write_gguf
        from asciidoc_train.export.parity import measure_parity

        if not requests:
            return None
        files: dict[str, tuple[Path, Path | None]] = {
            kind: (path, None) for kind, path in self.ggufs.items()
        }
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".parity.") as temporary:
            if self.lora.is_file() and self.model.is_adapter:
                _, base = self.adapter_and_base
                whole_base = Path(temporary) / "base.gguf"
                write_gguf(base.folder, whole_base, "f16")
                files["f16 base + lora"] = (whole_base, self.lora)
            most = self.config.parity.tokens
            return measure_parity(self.merged, files, requests, most, self.job.progress)

    def parity_requests(self) -> Sequence[Request]:
        """Return the prompts to compare with.

        Raises:
            RowError: The file cannot be read, or has a line that is no row.
        """
        wanted = self.config.parity
        if not wanted.prompts:
            return ()
        return [row.request() for row in spread(load_rows([wanted.rows]), wanted.prompts)]

    def ship(self, kind: str) -> Path:
        """Copy one GGUF file into the package of the `local` backend.

        Raises:
            ExportError: There is no file of this kind.
            StoreError: The folder cannot be written.
        """
        from asciidoc_train.export.whole_files import whole

        source = self.ggufs.get(kind)
        if source is None or not source.is_file():
            raise ExportError(
                f"there is no file of the kind {kind} to ship",
                hint=f"written are {', '.join(self.ggufs)}: the key `gguf`",
            )
        target = self.config.package / source.name
        with whole(target) as temporary:
            shutil.copyfile(source, temporary)
        return target

    @cached_property
    def adapter_and_base(self) -> tuple[Adapter, HfCheckpoint]:
        """The adapter, and the full base that it was trained on.

        Raises:
            ExportError: The base is not here, or is another one.
        """
        from asciidoc_train.export.adapter import Adapter

        adapter = Adapter(self.model.folder)
        base = HfCheckpoint(self._base_folder(adapter))
        digest = self.model.base_digest if self.model.base_kind == "folder" else None
        adapter.check_base(base, digest or None)
        return adapter, base

    def _base_folder(self, adapter: Adapter) -> Path:
        given = self.given_base or self.config.base
        if given is not None:
            return given
        if self.model.run_folder is not None and self.model.base_kind in ("package", "random"):
            from asciidoc_train.export.run_bases import unpack_base

            return unpack_base(self.model.run_folder, self.job.folder("export") / "bases")
        for name in (self.model.base_name, adapter.named_base):
            if name and (Path(name) / "config.json").is_file():
                return Path(name)
        raise ExportError(
            f"{adapter.folder}: its base is not here: {adapter.named_base or 'it names none'}",
            hint="name the full base model's folder with --base DIR",
        )
