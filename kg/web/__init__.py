"""The explorer: a server for one's own machine, which shows a graph in a browser and answers as JSON."""
