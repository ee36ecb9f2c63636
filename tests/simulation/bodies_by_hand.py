"""Genomes made by hand, for tests that need a certain body."""

UP = [0.0, 1.0, 0.0]


def node(x, y, z, size=0.4, friction=0.5):
    return {"position": [x, y, z], "size": size, "friction": friction}


def muscle(a, b, rest_length, **genes):
    return {
        "ends": [a, b],
        "rest_length": rest_length,
        "stiffness": 100.0,
        "damping": 3.0,
        "frequency": 1.0,
        "amplitude": 0.0,
        "phase": 0.0,
        "direction_bias": UP,
        "direction_strength": 0.0,
        "velocity_bias": UP,
        "velocity_strength": 0.0,
        "distance_bias": 0.0,
        "distance_strength": 0.0,
    } | genes


def genome(nodes, muscles, brain=None):
    return {
        "format": "evoweb-genome/1",
        "frequency_multiplier": 1.0,
        "hue": 0.3,
        "nodes": nodes,
        "muscles": muscles,
        "brain": brain,
    }
