"""Elementary functions in float32: the C library's stop vectorisation and differ between machines."""

from simulation.kernel.lanes import HALF, clamp, f32, stage, where

ROUND = f32(1.5 * 2**23)  # adding and subtracting it rounds a float32 to the nearest whole number
QUARTER = f32(0.25)
# Least-squares coefficients of the odd polynomial of degree 11 for sin(2πp) on |p| ≤ 1/4
S1, S3, S5, S7, S9, S11 = (
    f32(c) for c in (6.283185307, -41.34170224, 81.60524928, -76.70585975, 42.05869394, -15.09464257)
)


@stage
def sin_turns(turns):
    """sin(2π·turns) for |turns| < 2²², to 3e-7: folded to a quarter turn, then an odd polynomial."""
    part = turns - ((turns + ROUND) - ROUND)
    part = where(part > QUARTER, HALF - part, part)
    part = where(part < -QUARTER, -HALF - part, part)
    square = part * part
    return part * (S1 + square * (S3 + square * (S5 + square * (S7 + square * (S9 + square * S11)))))


@stage
def cos_turns(turns):
    """cos(2π·turns), as exact as the sine."""
    return sin_turns(turns + QUARTER)


TANH_LIMIT = f32(7.9)  # beyond it a float32 knows no difference from ±1
# Rational minimax approximation of degree 13 over 6, as Eigen has it (Core/MathFunctionsImpl.h, fast tanh)
A1, A3, A5, A7, A9, A11, A13 = (
    f32(c)
    for c in (
        4.89352455891786e-03,
        6.37261928875436e-04,
        1.48572235717979e-05,
        5.12229709037114e-08,
        -8.60467152213735e-11,
        2.00018790482477e-13,
        -2.76076847742355e-16,
    )
)
B0, B2, B4, B6 = (
    f32(c) for c in (4.89352518554385e-03, 2.26843463243900e-03, 1.18534705686654e-04, 1.19825839466702e-06)
)


@stage
def tanh(x):
    """Hyperbolic tangent to 4e-7."""
    x = clamp(x, -TANH_LIMIT, TANH_LIMIT)
    square = x * x
    odd = x * (A1 + square * (A3 + square * (A5 + square * (A7 + square * (A9 + square * (A11 + square * A13))))))
    return odd / (B0 + square * (B2 + square * (B4 + square * B6)))
