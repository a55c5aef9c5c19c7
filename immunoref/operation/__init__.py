"""What those who run the site see of it: probes, logs, figures."""
