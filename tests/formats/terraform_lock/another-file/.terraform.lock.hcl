{"version": 4}
