"""The product's entries with clocks in them: `python -m bench --hops` starts web, worker and live here."""
