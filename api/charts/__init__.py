"""Charts: figures that Plotly draws in the browser, layouts of the SVG that the server draws, and captions."""
