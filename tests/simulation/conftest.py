"""The engine's tests; torch keeps to one thread, since their tensors are too small to share out."""

import torch

torch.set_num_threads(1)
