"""The compiled time loop: whole episodes of many creatures in one call that holds no interpreter lock.

Its pages mirror the reference's (bodies, physics, brains, tasks, film) function by function, written for one block of
creatures side by side: `x[axis, node, lane]` is what the reference writes as `x[axis, node]` for its whole batch. What
may be written in them, and why, is said in lanes.py. The time loop, each brain and each task are compiled on their own
and share a thread's memory (memory.py, blocks.py), so that one more of them is one more small thing to compile.
"""
