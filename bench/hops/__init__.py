"""The product's own entries with clocks in them: `python -m bench --hops` starts web, worker and live from here."""
