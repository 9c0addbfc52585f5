"""Charts as SVG text: elements, colors and scales, without a plotting library, so that a file needs nothing else."""
