// The physics of simulation/physics/, two brains and nothing else, as a plain C++ loop: the practical limit of one
// thread. limit.py compiles it, checks it against the reference and measures it.
//
// LANES creatures lie side by side, the creature index last; every innermost loop runs over them, a constant number of
// times and without branches, which is all that the compiler needs to use vector instructions.
// The numbers of slots are given when it is compiled.

#include <cmath>

constexpr int NODES = NODE_SLOTS, MUSCLES = MUSCLE_SLOTS, HIDDEN = HIDDEN_NEURONS, INPUTS = 7, AXES = 3, LANES = 16;
#define FOR_LANES for (int l = 0; l < LANES; l++)

struct Settings {
    int steps, decide_every;
    float dt, gravity, kept, smoothing, dead_zone, reach, max_extension;
};

struct Block {  // as simulation/bodies.py has it; frequency and phase in turns
    float birth[AXES][NODES][LANES], inverse_mass[NODES][LANES], mass_share[NODES][LANES], radius[NODES][LANES];
    float brake[NODES][LANES], pull[MUSCLES][NODES][LANES], rest_length[MUSCLES][LANES], stiffness[MUSCLES][LANES];
    float damping[MUSCLES][LANES], frequency[MUSCLES][LANES], amplitude[MUSCLES][LANES], phase[MUSCLES][LANES];
    float direction_bias[AXES][MUSCLES][LANES], velocity_bias[AXES][MUSCLES][LANES], distance_bias[MUSCLES][LANES];
    float target[AXES][LANES];
    float weights_in[INPUTS][HIDDEN][LANES], bias_hidden[HIDDEN][LANES];
    float weights_out[HIDDEN][MUSCLES][LANES], bias_out[MUSCLES][LANES];
    int n_nodes, n_muscles;  // the most of any creature in the block
};

struct State {
    float x[AXES][NODES][LANES], v[AXES][NODES][LANES], force[AXES][NODES][LANES];
    float length[MUSCLES][LANES], output[MUSCLES][LANES];
    float centre[AXES][LANES], before[AXES][LANES], sensed[AXES][LANES], travelled[LANES];
    int plays[LANES];
};

using Body = const Block& __restrict;
using Now = State& __restrict;
using Told = const Settings& __restrict;

static inline float clamped(float value, float low, float high) {
    value = value < low ? low : value;
    return value > high ? high : value;
}

static inline float sin_turns(float turns) {  // sin(2π·turns): fold to a quarter turn, then an odd polynomial
    float p = turns - std::nearbyint(turns);
    p = p > 0.25f ? 0.5f - p : p;
    p = p < -0.25f ? -0.5f - p : p;
    float q = p * p;
    return p * (6.283185307f + q * (-41.34170224f + q * (81.60524928f + q * (-76.70585975f
              + q * (42.05869394f + q * -15.09464257f)))));
}

static inline float tanh_of(float x) {  // odd over even polynomial, error below 4e-7
    x = clamped(x, -7.9f, 7.9f);
    float q = x * x;
    float odd = x * (4.89352455891786e-03f + q * (6.37261928875436e-04f + q * (1.48572235717979e-05f
              + q * (5.12229709037114e-08f + q * (-8.60467152213735e-11f + q * (2.00018790482477e-13f
              + q * -2.76076847742355e-16f))))));
    return odd / (4.89352518554385e-03f + q * (2.26843463243900e-03f + q * (1.18534705686654e-04f
              + q * 1.19825839466702e-06f)));
}

static void sense_target(Body body, const State& state, float toward[AXES][LANES], float distance[LANES]) {
    FOR_LANES {
        float x = body.target[0][l] - state.centre[0][l], y = body.target[1][l] - state.centre[1][l];
        float z = body.target[2][l] - state.centre[2][l], away = std::sqrt(x * x + y * y + z * z);
        float near = away < 1e-6f ? 1e-6f : away;
        toward[0][l] = x / near, toward[1][l] = y / near, toward[2][l] = z / near;
        distance[l] = clamped(away / 20.f, 0.f, 1.f);
    }
}

struct Oscillator {
    static void drive(Body body, Now state, Told settings, int step) {
        float toward[AXES][LANES], heading[AXES][LANES], nearness[LANES], t = step * settings.dt;
        sense_target(body, state, toward, nearness);
        FOR_LANES {
            float x = state.centre[0][l] - state.before[0][l], y = state.centre[1][l] - state.before[1][l];
            float z = state.centre[2][l] - state.before[2][l], moved = std::sqrt(x * x + y * y + z * z);
            float per_metre = moved < 1e-6f ? 0.f : 1.f / moved;
            heading[0][l] = x * per_metre, heading[1][l] = y * per_metre, heading[2][l] = z * per_metre;
            nearness[l] = 1.f - nearness[l];
        }
        for (int m = 0; m < body.n_muscles; m++) FOR_LANES {
            float modulation = 1.f + body.distance_bias[m][l] * nearness[l];
            for (int axis = 0; axis < AXES; axis++)
                modulation += body.direction_bias[axis][m][l] * toward[axis][l]
                            + body.velocity_bias[axis][m][l] * heading[axis][l];
            float swing = body.amplitude[m][l] * sin_turns(body.phase[m][l] + body.frequency[m][l] * t);
            float length = body.rest_length[m][l] * (1.f - swing * clamped(modulation, 0.1f, 2.5f));
            state.length[m][l] = length < 0.1f ? 0.1f : length;
        }
    }
};

struct Net {  // direction, motion and distance sensed; one hidden layer; decides every decide_every steps
    static void drive(Body body, Now state, Told settings, int step) {
        if (step % settings.decide_every == 0) decide(body, state, settings, step);
        for (int m = 0; m < body.n_muscles; m++) FOR_LANES {
            float rest = body.rest_length[m][l], last = state.length[m][l], told = rest * (1.f - state.output[m][l]);
            told = last + clamped((told < 0.01f ? 0.01f : told) - last, -settings.reach, settings.reach);
            state.length[m][l] = clamped(told, rest / settings.max_extension, rest * settings.max_extension);
        }
    }

    static void decide(Body body, Now state, Told settings, int step) {
        float inputs[INPUTS][LANES], hidden[HIDDEN][LANES];
        sense_target(body, state, inputs, inputs[6]);
        for (int axis = 0; axis < AXES; axis++) FOR_LANES {
            inputs[3 + axis][l] = clamped((state.centre[axis][l] - state.sensed[axis][l]) / 0.1f, -1.f, 1.f);
            state.sensed[axis][l] = state.centre[axis][l];
        }
        for (int h = 0; h < HIDDEN; h++) FOR_LANES {
            float sum = body.bias_hidden[h][l];
#pragma GCC unroll INPUTS
            for (int i = 0; i < INPUTS; i++) sum += body.weights_in[i][h][l] * inputs[i][l];
            hidden[h][l] = tanh_of(sum);
        }
        const float share = step == 0 ? 1.f : settings.smoothing;
        for (int m = 0; m < body.n_muscles; m++) FOR_LANES {
            float sum = body.bias_out[m][l];
#pragma GCC unroll HIDDEN
            for (int h = 0; h < HIDDEN; h++) sum += body.weights_out[h][m][l] * hidden[h][l];
            float output = tanh_of(sum);
            output = std::fabs(output) < settings.dead_zone ? 0.f : output;
            state.output[m][l] = share * output + (1.f - share) * state.output[m][l];
        }
    }
};

template <int N>
static void muscle_forces(Body body, Now state) {
    for (int axis = 0; axis < AXES; axis++)
        for (int n = 0; n < N; n++) FOR_LANES state.force[axis][n][l] = 0.f;
    for (int m = 0; m < body.n_muscles; m++) FOR_LANES {
        float x = 0, y = 0, z = 0, dx = 0, dy = 0, dz = 0;
#pragma GCC unroll NODES
        for (int n = 0; n < N; n++) {
            float end = body.pull[m][n][l];
            x -= end * state.x[0][n][l], y -= end * state.x[1][n][l], z -= end * state.x[2][n][l];
            dx -= end * state.v[0][n][l], dy -= end * state.v[1][n][l], dz -= end * state.v[2][n][l];
        }
        float length = std::sqrt(x * x + y * y + z * z);
        length = length < 1e-6f ? 1e-6f : length;
        float per_metre = 1.f / length, closing = (x * dx + y * dy + z * dz) * per_metre;
        float tension = body.stiffness[m][l] * (length - state.length[m][l]) + body.damping[m][l] * closing;
        tension *= per_metre;
        x *= tension, y *= tension, z *= tension;
#pragma GCC unroll NODES
        for (int n = 0; n < N; n++) {
            float end = body.pull[m][n][l];
            state.force[0][n][l] += end * x, state.force[1][n][l] += end * y, state.force[2][n][l] += end * z;
        }
    }
}

template <int N>
static void move_nodes(Body body, Now state, Told settings) {  // semi-implicit Euler, ground, guards, centre of mass
    float centre[AXES][LANES] = {};
    int within[LANES];
    FOR_LANES within[l] = state.plays[l];
    for (int n = 0; n < N; n++) FOR_LANES {
        float impulse = body.inverse_mass[n][l] * settings.dt, radius = body.radius[n][l];
        float vx = (state.v[0][n][l] + state.force[0][n][l] * impulse) * settings.kept;
        float vy = (state.v[1][n][l] + state.force[1][n][l] * impulse - settings.gravity * settings.dt)
                 * settings.kept;
        float vz = (state.v[2][n][l] + state.force[2][n][l] * impulse) * settings.kept;
        float x = state.x[0][n][l] + vx * settings.dt, y = state.x[1][n][l] + vy * settings.dt;
        float z = state.x[2][n][l] + vz * settings.dt;
        bool below = y < radius, plays = state.plays[l];
        float speed = std::sqrt(vx * vx + vz * vz), bounced = vy < 0.f ? vy * -0.2f : vy;
        float slides = 1.f - body.brake[n][l] / (speed < 1e-12f ? 1e-12f : speed);
        slides = slides < 0.f ? 0.f : slides;
        slides = below ? slides : 1.f;
        y = below ? radius : y;
        state.v[0][n][l] = vx * slides;
        state.v[1][n][l] = below ? bounced : vy;
        state.v[2][n][l] = vz * slides;
        state.x[0][n][l] = x = plays ? x : state.x[0][n][l];
        state.x[1][n][l] = y = plays ? y : state.x[1][n][l];
        state.x[2][n][l] = z = plays ? z : state.x[2][n][l];
        within[l] &= (x * x + z * z <= 2500.f) & (y <= 30.f);
        float share = body.mass_share[n][l];
        centre[0][l] += share * x, centre[1][l] += share * y, centre[2][l] += share * z;
    }
    FOR_LANES state.plays[l] = within[l];
    FOR_LANES {
        for (int axis = 0; axis < AXES; axis++) {
            state.before[axis][l] = state.centre[axis][l];
            state.centre[axis][l] = centre[axis][l];
        }
        float x = state.centre[0][l] - state.before[0][l], z = state.centre[2][l] - state.before[2][l];
        float moved = std::sqrt(x * x + z * z);
        state.travelled[l] += moved > 0.02f ? moved : 0.f;
    }
}

static void be_born(Body body, Now state) {
    state = State{};
    for (int axis = 0; axis < AXES; axis++)
        for (int n = 0; n < NODES; n++) FOR_LANES {
            state.x[axis][n][l] = body.birth[axis][n][l];
            state.centre[axis][l] += body.mass_share[n][l] * body.birth[axis][n][l];
        }
    for (int axis = 0; axis < AXES; axis++)
        FOR_LANES state.before[axis][l] = state.sensed[axis][l] = state.centre[axis][l];
    for (int m = 0; m < MUSCLES; m++) FOR_LANES state.length[m][l] = body.rest_length[m][l];
    FOR_LANES state.plays[l] = 1;
}

template <class Brain, int N = NODES>
static void episode(Body body, Told settings, float* travel, float* position) {
    if constexpr (N > 2)
        if (body.n_nodes < N) return episode<Brain, N - 1>(body, settings, travel, position);
    State state;
    be_born(body, state);
    for (int step = 0; step < settings.steps; step++) {
        Brain::drive(body, state, settings, step);
        muscle_forces<N>(body, state);
        move_nodes<N>(body, state, settings);
    }
    FOR_LANES travel[l] = state.plays[l] ? state.travelled[l] : 0.f;
    for (int axis = 0; axis < AXES; axis++)
        for (int n = 0; n < NODES; n++) FOR_LANES position[(axis * NODES + n) * LANES + l] = state.x[axis][n][l];
}

template <class Brain>
static void play(const Block* blocks, int count, const Settings& settings, float* travel, float* position) {
    for (int block = 0; block < count; block++)
        episode<Brain>(blocks[block], settings, travel + block * LANES, position + block * AXES * NODES * LANES);
}

extern "C" void play_none(const Block* blocks, int count, const Settings* settings, float* travel, float* position) {
    play<Oscillator>(blocks, count, *settings, travel, position);
}
extern "C" void play_pure(const Block* blocks, int count, const Settings* settings, float* travel, float* position) {
    play<Net>(blocks, count, *settings, travel, position);
}
