"""How right the readings are: gold articles, scores with confidence intervals, calibration."""
