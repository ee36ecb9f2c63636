"""The model once more, in plain Python: one creature, one number at a time, written from the model's equations alone.

Takes a genome in the public format and shares no code with the engine. Slow, and meant to be read.
"""

import math

MU, LIFT, BOUNCE = 0.7, 1.0, 0.2


class Creature:
    """One creature living by the settings; `draws` [k] = (angle, distance, height) in 0..1 place its pellets."""

    def __init__(self, genome, config, draws=None, layout=None):
        self.genome, self.config = genome, config
        self.draws, self.layout = draws, layout
        self.dt = 1 / config.step_hz
        self.muscles = genome["muscles"]
        self.radius = [node["size"] / 2 for node in genome["nodes"]]
        self.mass = [max(0.5, 4 / 3 * math.pi * r**3 * 10) for r in self.radius]
        self.x = [[p[0], p[1] + LIFT, p[2]] for p in (node["position"] for node in genome["nodes"])]
        self.v = [[0.0, 0.0, 0.0] for _ in self.x]
        self.told = [muscle["rest_length"] for muscle in self.muscles]
        self.output = [0.0] * len(self.muscles)
        self.centre = self.centre_of_mass()
        self.before = self.sensed = self.centre
        self.reach = self.reach_over_ground()
        self.step_number = 0
        self.reached = 0
        self.travelled = self.effort = self.heading = 0.0
        self.lay_pellet()

    def centre_of_mass(self):
        total = math.fsum(self.mass)
        return [math.fsum(m * x[axis] for m, x in zip(self.mass, self.x, strict=True)) / total for axis in range(3)]

    def reach_over_ground(self):
        middle = [sum(x[axis] for x in self.x) / len(self.x) for axis in (0, 2)]
        reach = [math.hypot(x[0] - middle[0], x[2] - middle[1]) + r for x, r in zip(self.x, self.radius, strict=True)]
        return max(1.0, 1.3 * max(reach))

    def live(self, steps):
        """Positions [steps + 1][nodes][3], the birth first."""
        seen = [[list(x) for x in self.x]]
        for _ in range(steps):
            self.step()
            seen.append([list(x) for x in self.x])
        return seen

    def step(self):
        t = self.step_number * self.dt
        self.think(t)
        self.told = [self.length_told(index, muscle, t) for index, muscle in enumerate(self.muscles)]
        force = self.forces()
        for i, (x, v) in enumerate(zip(self.x, self.v, strict=True)):
            for axis in range(3):
                v[axis] = (v[axis] + force[i][axis] / self.mass[i] * self.dt) * 0.9**self.dt
                x[axis] += v[axis] * self.dt
            self.touch_ground(i)
        self.step_number += 1
        self.before, self.centre = self.centre, self.centre_of_mass()
        self.forage()

    # -- brains -----------------------------------------------------------------------------------------------------

    def think(self, t):
        c = self.config
        if c.brain == "none" or self.step_number % max(1, math.floor(1 / (self.dt * c.brain_hz) + 1e-9)):
            return
        inputs = self.sense(t)
        brain = self.genome["brain"]
        squash = {"tanh": math.tanh, "relu": lambda x: max(x, 0.0), "sigmoid": lambda x: 1 / (1 + math.exp(-x))}
        hidden = [
            squash[c.activation](sum(w[h] * s for w, s in zip(brain["weights_in"], inputs, strict=True)) + bias)
            for h, bias in enumerate(brain["bias_hidden"])
        ]
        new = [
            math.tanh(sum(w[m] * h for w, h in zip(brain["weights_out"], hidden, strict=True)) + bias)
            for m, bias in enumerate(brain["bias_out"])
        ]
        if c.brain == "pure":
            new = [0.0 if abs(o) < c.dead_zone else o for o in new]
        if self.step_number > 0:
            new = [c.smoothing * o + (1 - c.smoothing) * old for o, old in zip(new, self.output, strict=True)]
        self.output = new

    def sense(self, t):
        c = self.config
        away = [p - q for p, q in zip(self.target, self.centre, strict=True)]
        distance = math.hypot(*away)
        inputs = [a / distance for a in away]
        inputs += [clamp((now - then) / 0.1, -1, 1) for now, then in zip(self.centre, self.sensed, strict=True)]
        inputs += [min(1.0, distance / 20)]
        self.sensed = self.centre
        encoding = c.time_encoding if c.time_encoding != "auto" else {"pure": "none", "hybrid": "cyclic"}[c.brain]
        turn = 2 * math.pi * c.clock_hz * t
        inputs += {
            "none": [],
            "sin": [-math.cos(turn)],
            "raw": [2 * t / c.seconds - 1],
            "cyclic": [-math.cos(turn), math.sin(turn)],
            "sin_raw": [-math.cos(turn), 2 * t / c.seconds - 1],
        }[encoding]
        if c.sense_strain:
            strain = [self.length(m) / m["rest_length"] - 1 for m in self.muscles]
            inputs += padded([clamp(s, -1, 1) for s in strain], c.max_muscles)
        if c.sense_velocity:
            inputs += padded([clamp(v / 10, -1, 1) for node in self.v for v in node], 3 * c.max_nodes)
        if c.sense_ground:
            inputs += padded([float(x[1] <= r) for x, r in zip(self.x, self.radius, strict=True)], c.max_nodes)
        if c.bias_mode == "bias_node":
            inputs += [1.0]
        return inputs

    def length_told(self, index, muscle, t):
        c, rest, o = self.config, muscle["rest_length"], self.output[index]
        s = math.sin(2 * math.pi * muscle["frequency"] * self.genome["frequency_multiplier"] * t + muscle["phase"])
        swing = s * muscle["amplitude"]
        if c.brain == "none":
            return max(0.1, rest * (1 - swing * self.modulation(muscle)))
        share = o if c.brain == "pure" else swing * (0.5 + (o + 1) / 2)
        last, most = self.told[index], c.velocity_cap * self.dt
        length = last + clamp(max(0.01, rest * (1 - share)) - last, -most, most)
        return clamp(length, rest / c.max_extension, rest * c.max_extension)

    def modulation(self, muscle):
        away = [p - q for p, q in zip(self.target, self.centre, strict=True)]
        distance = math.hypot(*away)
        moved = [p - q for p, q in zip(self.centre, self.before, strict=True)]
        speed = math.hypot(*moved)
        along = sum(a / distance * b for a, b in zip(away, muscle["direction_bias"], strict=True))
        ahead = (
            sum(m / speed * b for m, b in zip(moved, muscle["velocity_bias"], strict=True)) if speed >= 1e-6 else 0.0
        )
        near = 1 - clamp(distance / 20, 0, 1)
        return clamp(
            1
            + muscle["direction_strength"] * along
            + muscle["velocity_strength"] * ahead
            + muscle["distance_strength"] * muscle["distance_bias"] * near,
            0.1,
            2.5,
        )

    # -- physics ----------------------------------------------------------------------------------------------------

    def length(self, muscle):
        a, b = muscle["ends"]
        return max(1e-6, math.dist(self.x[a], self.x[b]))

    def forces(self):
        force = [[0.0, -m * self.config.gravity, 0.0] for m in self.mass]
        for muscle, told in zip(self.muscles, self.told, strict=True):
            a, b = muscle["ends"]
            length = self.length(muscle)
            axis = [(q - p) / length for p, q in zip(self.x[a], self.x[b], strict=True)]
            rate = sum(u * (q - p) for u, p, q in zip(axis, self.v[a], self.v[b], strict=True))
            tension = muscle["stiffness"] * (length - told) + muscle["damping"] * self.config.damping_scale * rate
            for k, u in enumerate(axis):
                force[a][k] += tension * u
                force[b][k] -= tension * u
        return force

    def touch_ground(self, i):
        x, v = self.x[i], self.v[i]
        if x[1] >= self.radius[i]:
            return
        x[1] = self.radius[i]
        if v[1] < 0:
            v[1] *= -BOUNCE
        mu = MU * (self.genome["nodes"][i]["friction"] / 0.5) * (self.config.ground_friction / 0.5)
        speed = math.hypot(v[0], v[2])
        if speed > 0:
            kept = max(0.0, speed - mu * self.config.gravity * self.dt) / speed
            v[0] *= kept
            v[2] *= kept

    # -- foraging ---------------------------------------------------------------------------------------------------

    def gap(self):
        return max(0.0, math.hypot(self.target[0] - self.centre[0], self.target[2] - self.centre[2]) - self.reach)

    def lay_pellet(self):
        k = self.reached
        if self.layout is not None:
            self.target = self.layout[min(k, len(self.layout) - 1)]
            finished = k >= len(self.layout)
        else:
            finished = False
            spin, far, high = self.draws[k % len(self.draws)]
            self.heading = 2 * math.pi * spin if k == 0 else self.heading + math.pi + (spin - 0.5) * math.pi
            distance = self.reach + (7 if k == 0 else 8 if k < 3 else 9) + far
            edge = 0.45 * self.config.arena
            self.target = [
                clamp(self.centre[0] + distance * math.cos(self.heading), -edge, edge),
                0.5 + 0.5 * high + 0.3 * k,
                clamp(self.centre[2] + distance * math.sin(self.heading), -edge, edge),
            ]
        self.first_gap = self.closest = 0.0 if finished else self.gap()

    def forage(self):
        step = math.hypot(self.centre[0] - self.before[0], self.centre[2] - self.before[2])
        if step > 0.02:
            self.travelled += step
        self.effort += sum(abs(o) for o in self.output)
        self.closest = min(self.closest, self.gap())
        more = self.layout is None or self.reached < len(self.layout)
        if more and any(math.dist(x, self.target) <= r + 0.35 for x, r in zip(self.x, self.radius, strict=True)):
            self.reached += 1
            self.lay_pellet()

    def score(self):
        """Fitness and its parts."""
        c, d0 = self.config, self.first_gap
        present = self.layout is None or self.reached < len(self.layout)
        gap = self.gap()
        parts = {
            "pellets": 100.0 * self.reached,
            "progress": 80 * clamp((d0 - gap) / d0, 0, 1) if d0 > 0 and present else 0.0,
            "travel": min(20.0, 3 * self.travelled),
            "regression": 0.0,
            "effort": -c.efficiency * 10 * self.effort / (60 * c.seconds * len(self.muscles)),
        }
        if self.reached and d0 > 0 and present:
            parts["regression"] = -20 * clamp((gap - self.closest) / (d0 / 2), 0, 1)
        return max(0.0, sum(parts.values())), parts


def clamp(value, low, high):
    return min(max(value, low), high)


def padded(values, count):
    return values + [0.0] * (count - len(values))
