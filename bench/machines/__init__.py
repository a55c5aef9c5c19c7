"""Several processes as several machines would run: started, killed, started again, asked."""
