"""Growth: what genotypes become for an episode; the page `bodies.py` of the reference, for one block."""

import math

from simulation import bodies as law
from simulation.kernel.blocks import AXES
from simulation.kernel.lanes import HALF, LANES, ONE, ZERO, at_least, f32, lane_array, stage, where

BIRTH_LIFT, LEAST_MASS, LEAST_RADIUS = f32(law.BIRTH_LIFT), f32(law.LEAST_MASS), f32(law.LEAST_RADIUS)
MU, ROOM = f32(law.MU), f32(law.ROOM)
SPHERE = f32(4 / 3 * math.pi * law.DENSITY)  # kg/m³
TURN = f32(1 / (2 * math.pi))  # turns a radian


@stage
def grow(body, genes, world):
    """Fill in the bodies of the creatures in body.rows."""
    clear(body)
    for lane in range(LANES):
        row = body.rows[lane]
        for n in range(genes.n_nodes[row]):
            grow_node(body, genes, world, row * world.node_slots + n, n, lane)
        for m in range(genes.n_muscles[row]):
            grow_muscle(body, genes, world, row * world.muscle_slots + m, m, lane)
            body.pace[m, lane] *= genes.frequency_multiplier[row]
        body.muscles[lane] = f32(genes.n_muscles[row])
    weigh(body)
    pose(body)
    measure(body)


@stage
def clear(body):
    """Padding: no mass, no stiffness, no ends; pulls have one row more after an odd last one (see physics.stretch)."""
    for n in range(body.n_nodes):
        for lane in range(LANES):
            body.occupied[n, lane] = ZERO
            body.inverse_mass[n, lane] = ZERO
            body.mass_share[n, lane] = ZERO
            body.radius[n, lane] = ZERO
            body.brake[n, lane] = ZERO
            body.pose[0, n, lane] = ZERO
            body.pose[1, n, lane] = ZERO
        for axis in range(AXES):
            for lane in range(LANES):
                body.birth[axis, n, lane] = ZERO
    for lane in range(LANES):
        body.shift[0, lane] = ZERO
        body.shift[1, lane] = ZERO
    for m in range(body.n_muscles):
        for lane in range(LANES):
            body.rest_length[m, lane] = ZERO
            body.birth_length[m, lane] = ZERO
            body.stiffness[m, lane] = ZERO
            body.damping[m, lane] = ZERO
            body.pace[m, lane] = ZERO
            body.amplitude[m, lane] = ZERO
            body.phase[m, lane] = ZERO
            body.distance_bias[m, lane] = ZERO
        for axis in range(AXES):
            for lane in range(LANES):
                body.direction_bias[axis, m, lane] = ZERO
                body.velocity_bias[axis, m, lane] = ZERO
    for m in range(body.n_muscles + body.n_muscles % 2):
        for n in range(body.n_nodes + body.n_nodes % 2):
            for lane in range(LANES):
                body.pull[m, n, lane] = ZERO


@stage
def grow_node(body, genes, world, gene, n, lane):
    """Node n of one creature, from slot `gene`; its mass is kept in mass_share until all are known."""
    radius = genes.size[gene] * HALF
    mass = at_least(SPHERE * (radius * radius * radius), LEAST_MASS)
    for axis in range(AXES):
        body.birth[axis, n, lane] = genes.position[gene, axis]
    if not world.is_natural:
        body.birth[1, n, lane] += BIRTH_LIFT
    body.occupied[n, lane] = ONE
    body.inverse_mass[n, lane] = ONE / mass
    body.mass_share[n, lane] = mass
    body.radius[n, lane] = radius
    friction = MU * (genes.friction[gene] / HALF) * (world.ground_friction / HALF)
    body.brake[n, lane] = friction if world.is_natural else friction * world.gravity * world.dt


@stage
def grow_muscle(body, genes, world, gene, m, lane):
    """Muscle m of one creature, from slot `gene`."""
    first, second = genes.ends[gene, 0], genes.ends[gene, 1]
    body.pull[m, first, lane] = ONE
    body.pull[m, second, lane] = -ONE
    dx, dy, dz = (
        body.birth[0, first, lane] - body.birth[0, second, lane],
        body.birth[1, first, lane] - body.birth[1, second, lane],
        body.birth[2, first, lane] - body.birth[2, second, lane],
    )
    body.birth_length[m, lane] = math.sqrt(dx * dx + dy * dy + dz * dz)
    body.rest_length[m, lane] = genes.rest_length[gene]
    body.stiffness[m, lane] = genes.stiffness[gene]
    body.damping[m, lane] = genes.damping[gene] * world.damping_scale
    body.pace[m, lane] = genes.frequency[gene]
    body.amplitude[m, lane] = genes.amplitude[gene]
    body.phase[m, lane] = genes.phase[gene] * TURN
    body.distance_bias[m, lane] = genes.distance_bias[gene] * genes.distance_strength[gene]
    for axis in range(AXES):
        body.direction_bias[axis, m, lane] = genes.direction_bias[gene, axis] * genes.direction_strength[gene]
        body.velocity_bias[axis, m, lane] = genes.velocity_bias[gene, axis] * genes.velocity_strength[gene]


@stage
def weigh(body):
    """Turn masses into shares of the creature's mass."""
    whole = lane_array(LANES)
    for lane in range(LANES):
        whole[lane] = ZERO
    for n in range(body.n_nodes):
        for lane in range(LANES):
            whole[lane] += body.mass_share[n, lane]
    for n in range(body.n_nodes):
        for lane in range(LANES):
            body.mass_share[n, lane] /= whole[lane]


@stage
def pose(body):
    """Sets pose: where the nodes are over the ground, from the centre of mass, times their shares of the mass."""
    along, across = lane_array(LANES), lane_array(LANES)
    for lane in range(LANES):
        along[lane] = ZERO
        across[lane] = ZERO
    for n in range(body.n_nodes):
        for lane in range(LANES):
            along[lane] += body.mass_share[n, lane] * body.birth[0, n, lane]
            across[lane] += body.mass_share[n, lane] * body.birth[2, n, lane]
    for n in range(body.n_nodes):
        for lane in range(LANES):
            body.pose[0, n, lane] = body.mass_share[n, lane] * (body.birth[0, n, lane] - along[lane])
            body.pose[1, n, lane] = body.mass_share[n, lane] * (body.birth[2, n, lane] - across[lane])


@stage
def measure(body):
    """How far each body reaches from the centroid of its nodes at birth, in the ground plane, with some room."""
    count, along, across = lane_array(LANES), lane_array(LANES), lane_array(LANES)
    for lane in range(LANES):
        count[lane] = ZERO
        along[lane] = ZERO
        across[lane] = ZERO
        body.creature_radius[lane] = LEAST_RADIUS
    for n in range(body.n_nodes):
        for lane in range(LANES):
            count[lane] += body.occupied[n, lane]
            along[lane] += body.birth[0, n, lane]
            across[lane] += body.birth[2, n, lane]
    for n in range(body.n_nodes):
        for lane in range(LANES):
            dx = body.birth[0, n, lane] - along[lane] / count[lane]
            dz = body.birth[2, n, lane] - across[lane] / count[lane]
            reach = ROOM * (math.sqrt(dx * dx + dz * dz) + body.radius[n, lane])
            reach = where(body.occupied[n, lane] > ZERO, reach, ZERO)
            body.creature_radius[lane] = at_least(body.creature_radius[lane], reach)
