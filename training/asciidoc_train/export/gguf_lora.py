"""Writing a LoRA adapter as GGUF, for llama.cpp to apply to a base when it is loaded."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

from asciidoc_train.errors import ExportError
from asciidoc_train.export.adapter import Adapter
from asciidoc_train.export.architecture import read_architecture
from asciidoc_train.export.hf_checkpoint import HfCheckpoint
from asciidoc_train.export.whole_files import whole


def write_lora(adapter: Adapter, base: HfCheckpoint, target: Path) -> int:
    """Write an adapter's matrices as float16, whole or not at all.

    llama.cpp scales by alpha over rank; where peft scales otherwise, `b` makes up for it.

    Args:
        adapter: The adapter; see `Adapter.check_base`.
        base: Its base, for the architecture.
        target: The file to write.

    Returns:
        The number of layers that are adapted.

    Raises:
        ExportError: The adapter is more than pairs of matrices on linear layers.
        StoreError: The file cannot be written.
    """
    architecture = read_architecture(base.config)
    with whole(target) as temporary:
        writer = gguf.GGUFWriter(temporary, architecture.family)
        writer.add_type(gguf.GGUFType.ADAPTER)
        writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
        writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, adapter.alpha)
        count = 0
        for layer in adapter.matrices():
            if layer.module == "lm_head" and architecture.tied:
                raise ExportError(
                    "an adapter of the output layer cannot be written as GGUF when the base has"
                    " none of its own"
                )
            name = architecture.gguf_name(f"{layer.module}.weight")
            factor = np.float32(layer.scale * layer.a.shape[0] / adapter.alpha)
            rows = architecture.arranged(f"{layer.module}.weight", layer.b * factor)
            writer.add_tensor(f"{name}.lora_a", layer.a.astype(np.float16))
            writer.add_tensor(f"{name}.lora_b", rows.astype(np.float16))
            count += 1
        try:
            writer.write_header_to_file()
            writer.write_kv_data_to_file()
            writer.write_tensors_to_file()
        finally:
            writer.close()
    return count
