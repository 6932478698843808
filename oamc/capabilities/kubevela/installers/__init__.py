"""Who installs the chart of a component: what a component says of its chart, and one file for each way to install it."""
