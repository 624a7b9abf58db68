"""What is around every request: the HTTP protocol of connections, URL normalization, ETags, metrics, access log, health."""
