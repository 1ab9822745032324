"""The gate: the only way from a request to rows. Every row is looked for under the request's scope."""
