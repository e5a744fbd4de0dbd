"""The statements of the service as tests and tools see them, with the lines behind them."""
