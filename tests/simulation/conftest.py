"""The engine's tests; torch keeps to one thread, since their tensors are too small to share out."""

import pytest
import torch
from shards import Stage

torch.set_num_threads(1)


@pytest.fixture
def stage():
    stage = Stage()
    yield stage
    stage.go.set()
