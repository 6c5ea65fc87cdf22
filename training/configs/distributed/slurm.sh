#!/bin/bash
# sbatch training/configs/distributed/slurm.sh --set profile=qwen3-0.6b-qlora --set change.base=/models/Qwen3-0.6B
# The working folder must be on a disk that all machines see; the environment is the one that is active.
#SBATCH --job-name=asciidoc-train
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=8
#SBATCH --time=12:00:00
#SBATCH --requeue
#SBATCH --signal=TERM@120
set -euo pipefail
first=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)
exec srun torchrun \
  --nnodes "$SLURM_NNODES" --nproc-per-node "${SLURM_GPUS_ON_NODE:-8}" \
  --rdzv-backend c10d --rdzv-endpoint "$first:29500" --rdzv-id "$SLURM_JOB_ID" \
  -m asciidoc_train train "$@"
