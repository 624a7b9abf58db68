"""The JSON API under `/api/`: routes, schemas, encoding, and its OpenAPI description."""
