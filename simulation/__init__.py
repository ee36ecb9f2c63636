"""The engine: creatures, physics, brains, evolution. Tensors in, tensors out; it knows nothing of the web."""

__version__ = "0.2.0"  # rises whenever the same seed and settings give other bits
