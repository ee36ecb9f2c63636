"""Who computes what, and when: worker slots, doorbells, leases, and what makes runs rest."""
