class LaunchError(Exception):
    """What keeps EvoWeb from starting, in words for the person at the terminal."""
