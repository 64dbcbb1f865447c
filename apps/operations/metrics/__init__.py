"""Figures for Prometheus. Imported where METRICS_TOKEN is set and nowhere else: measuring costs memory."""
