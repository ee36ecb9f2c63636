"""Runs of evolution: started, computed by workers, recorded, shown."""
